package doctor

import (
	"context"
	"errors"
	"net/http"
	"time"

	"authcheck/cmd/wording"
	"authcheck/langgraph"
)

var errNoProvider = errors.New("the provider is not known")

const (
	slow  = 500 * time.Millisecond // a login check that takes longer is worth a word
	tries = 3                      // the fastest counts: the first may fill a cache, or wait for one
)

// lookAtSpeed finds out how long the login check takes, and where the time goes: in the
// server, at the provider, or in between.
func lookAtSpeed(ctx context.Context, d *Doctor) Diagnosis {
	token := d.users[0].token
	whole, err := fastest(func() (time.Duration, error) { return elapsed(d.search(ctx, bearerOf(token))) })
	if err != nil {
		return d.unanswered(ctx, err)
	}
	if whole <= slow {
		return holds("a call takes no longer than %s", slow)
	}
	server, err := fastest(func() (time.Duration, error) {
		return elapsed(d.server.Send(ctx, langgraph.Request{Method: http.MethodGet, Path: "/ok"}))
	})
	if err != nil {
		return d.unanswered(ctx, err)
	}
	asked := shortly(whole)
	if server > whole/2 {
		return weak("look at the server and the way to it: the login is not what takes the time", "a call takes %s, and one of /ok without a login takes %s",
			asked, shortly(server))
	}
	provider, err := d.providerTakes(ctx, token)
	switch {
	case err != nil:
		return weak("look at what the authenticate handler asks for, and how often: keep the provider's answer for some seconds, or check tokens locally",
			"a call takes %s, and one of /ok without a login takes %s", asked, shortly(server))
	case provider > whole/2:
		return weak("the provider takes the time: keep its answer for some seconds, check tokens locally, or have the server nearer to it",
			"a call takes %s, of which the provider takes %s, as seen from here", asked, shortly(provider))
	}
	return weak("the handler takes the time: look for what it does beside asking the provider, such as a new client for each call, or blocking code",
		"a call takes %s, and the provider answers in %s, as seen from here", asked, shortly(provider))
}

// providerTakes is how long Supabase itself takes for a token, which is what handlers ask.
func (d *Doctor) providerTakes(ctx context.Context, token string) (time.Duration, error) {
	if d.project == nil {
		return 0, errNoProvider
	}
	return fastest(func() (time.Duration, error) {
		begin := time.Now()
		_, err := d.project.Client.User(ctx, token)
		return time.Since(begin), err
	})
}

func elapsed(resp *langgraph.Response, err error) (time.Duration, error) {
	if err != nil {
		return 0, err
	}
	return resp.Elapsed, nil
}

func fastest(ask func() (time.Duration, error)) (time.Duration, error) {
	best := time.Duration(0)
	for i := range tries {
		took, err := ask()
		if err != nil {
			return 0, err
		}
		if i == 0 || took < best {
			best = took
		}
		if took <= slow {
			break
		}
	}
	return best, nil
}

// shortly leaves out the digits that differ from call to call.
func shortly(d time.Duration) string {
	return wording.Duration(max(d.Round(10*time.Millisecond), 10*time.Millisecond))
}
