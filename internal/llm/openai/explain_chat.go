package openai

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	sdk "github.com/sashabaranov/go-openai"

	"github.com/plumbline-dev/plumb/internal/llm/internal/wire"
)

// explain turns an error of the SDK into one that says what to do. The name is that of the model, "" when none was asked.
func (c *Chat) explain(err error, name string) error {
	if status, said, ok := refusal(err); ok {
		return c.says.Refused(status, said, name)
	}
	if api, ok := errors.AsType[*sdk.APIError](err); ok { // in the middle of a stream
		return c.says.Refused(statusOf(api), strings.TrimSpace(api.Message+" "+codeOf(api)), name)
	}
	return c.says.Failed(err)
}

// statusOf guesses the status of an error that came after a good one.
func statusOf(e *sdk.APIError) int {
	switch said := strings.ToLower(fmt.Sprint(e.Message, e.Type, e.Code)); {
	case wire.Mentions(said, "rate limit", "rate_limit", "too many"):
		return http.StatusTooManyRequests
	case wire.IsTooLong(said), wire.IsFiltered(said):
		return http.StatusBadRequest
	}
	return http.StatusInternalServerError
}
