package wire

import "encoding/json"

// InWords asks for a schema in the prompt, where a server cannot be told about it otherwise.
func InWords(schema json.RawMessage) string {
	return "Reply with one JSON object that follows this JSON schema, and with nothing else:\n" + string(schema)
}

// Again asks for another reply in place of one that could not be used.
func Again(problem string) string {
	return "That reply cannot be used: " + problem + "\nReply again, to the same request."
}
