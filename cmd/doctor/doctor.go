// Package doctor looks at the chain of links from the settings to a verdict, and says the
// next step for each that does not hold.
package doctor

import (
	"context"
	"net/http"

	"authcheck/cmd/settings"
	"authcheck/cmd/tokens"
	"authcheck/langgraph"
	"authcheck/supabase"
)

// Doctor is what is known of the set-up so far. Each link adds to it.
type Doctor struct {
	values *settings.Values
	unread error  // why the file of settings could not be read
	origin string // of a web page that is to call; "" for none
	clock  *clock
	holds  map[string]bool // links that hold, by ID

	given given // the tokens of those who do not log in

	project  *tokens.Project   // as far as the settings go
	public   supabase.Settings // of the project
	keyError error             // why Supabase refused the anon key
	users    []user
	server   *langgraph.Client
	at       seen // once the server was asked
}

// seen is what a server has shown of itself.
type seen struct {
	kind langgraph.Server
	open bool // it lets everybody in
}

// given is where tokens come from that are given.
type given struct {
	way    settings.ID // -1 for none: then users log in
	source *tokens.Source
	err    error // why there is no source
	tokens []tokens.Token
}

// user is a test user who is logged in.
type user struct {
	name, email string
	session     supabase.Session // empty where the token was given
	token       string
}

// New begins with the settings, for so many users; unread is why their file could not be read,
// and origin is that of a web page that is to call the server.
func New(ctx context.Context, v *settings.Values, users int, unread error, origin string) *Doctor {
	d := &Doctor{values: v, unread: unread, origin: origin, clock: newClock()}
	if d.given.way, d.given.err = v.TokenWay(settings.TokenWays); d.given.way >= 0 && d.given.err == nil {
		d.given.source, d.given.err = tokens.SourceOf(ctx, v, settings.TokenWays...)
	}
	if d.given.source != nil && d.given.err == nil {
		d.given.err = d.given.source.Limit(v, users)
	}
	return d
}

// Close ends the sessions that the doctor opened.
func (d *Doctor) Close(ctx context.Context) {
	for _, who := range d.users {
		if who.session.AccessToken != "" {
			d.project.Logout(ctx, []supabase.Session{who.session})
		}
	}
}

// httpClient notes the time that servers tell, and keeps no connection.
func (d *Doctor) httpClient() *http.Client {
	limit, err := d.values.Duration(settings.RequestTimeout)
	if err != nil {
		limit = langgraph.DefaultTimeout
	}
	client := langgraph.NewHTTPClient(false)
	client.Timeout = limit
	client.Transport = d.clock.behind(client.Transport)
	return client
}
