package settings

import (
	"context"
	"net/http"
	"time"

	"authcheck/cmd/failure"
	"authcheck/langgraph"
)

// HTTPClient bounds each request by --request-timeout, and answers as all clients do. It follows
// no redirect.
func (v *Values) HTTPClient() (*http.Client, error) {
	limit, err := v.Duration(RequestTimeout)
	client := langgraph.NewHTTPClient(true)
	client.Timeout = limit
	return client, err
}

// Limit bounds ctx by --timeout, and by the extra time of a wait on top.
func (v *Values) Limit(ctx context.Context, extra time.Duration) (context.Context, context.CancelFunc, error) {
	most, err := v.Duration(Timeout)
	if err != nil {
		return nil, nil, err
	}
	most += extra
	ctx, cancel := context.WithTimeoutCause(ctx, most, &failure.TimeLimit{After: most})
	return ctx, cancel, nil
}
