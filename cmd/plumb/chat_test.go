package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// chatKey is the key of the services that chat starts.
const chatKey = "sk-of-this-script"

// chat starts a service of models on this machine that answers every request in the same way, and sets OPENAI_BASE_URL: "chat 200 reply.txt"
// replies with what the file says, "chat 404 error.json" refuses with it.
func chat(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: chat STATUS FILE")
	}
	status, err := strconv.Atoi(args[0])
	ts.Check(err)
	said := ts.ReadFile(args[1])
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch {
		case r.Header.Get("Authorization") != "Bearer "+chatKey:
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprintf(w, `{"error":{"message":"Incorrect API key provided: %s"}}`, strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
		case r.URL.Path == "/v1/models":
			fmt.Fprint(w, `{"object":"list","data":[{"id":"sage"}]}`)
		case status != http.StatusOK:
			w.WriteHeader(status)
			fmt.Fprint(w, said)
		default:
			fmt.Fprintf(w, `{"model":"sage-2","choices":[{"message":{"role":"assistant","content":%s},"finish_reason":"stop"}],"usage":{"prompt_tokens":1000,"completion_tokens":10}}`, quoted(said))
		}
	}))
	ts.Defer(server.Close)
	ts.Setenv("OPENAI_BASE_URL", server.URL+"/v1")
	ts.Setenv("OPENAI_API_KEY", chatKey)
}

func quoted(text string) []byte {
	content, err := json.Marshal(text)
	if err != nil { // a text has no way to fail
		return []byte(`""`)
	}
	return content
}
