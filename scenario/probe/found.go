package probe

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// mostShown is how many of the secrets that routes show are tried as a login.
const mostShown = 3

// shownSecret is what a route has shown, and to whom.
type shownSecret struct {
	transcript.Found
	at     transcript.Exchange
	cookie bool // it was set as one
}

// in is the header in which a value is shown in the place of the secret.
func (s shownSecret) in(value string) string {
	if s.cookie {
		return "Cookie: " + s.Name + "=" + value
	}
	return transcript.ShownAs + value
}

func (s shownSecret) form(value string) form {
	name, text, _ := strings.Cut(s.in(value), ": ")
	shown := form{header: http.Header{name: {text}}}
	if !s.cookie {
		shown.header.Set("X-Api-Key", value)
	}
	return shown
}

// leastCookie is how long a cookie is that may be a session.
const leastCookie = 12

// cookiesIn are the sessions that an answer to nobody sets, whatever their names.
func cookiesIn(e transcript.Exchange) (found []transcript.Found) {
	if e.Response == nil || e.Identity != "no-token" { // what users are given is theirs
		return nil
	}
	for _, line := range e.Response.More.Headers {
		if set, ok := strings.CutPrefix(line, "Set-Cookie: "); ok {
			pair, _, _ := strings.Cut(set, ";")
			if name, value, _ := strings.Cut(pair, "="); len(value) >= leastCookie {
				found = append(found, transcript.Found{Name: name, Value: value})
			}
		}
	}
	return found
}

// tryShown tries what the server's own routes show that looks like a login, once on a list: to
// nobody first. What is known to the run is not tried, nor what anything else does as well.
func (p *Prober) tryShown(ctx context.Context) {
	list := catalog.Named("threads.search")
	nobody := p.keys.caller("no-token")
	present := func(secret shownSecret, value string) transcript.Exchange {
		return p.askOnce(ctx, list, nobody, secret.form(value), p.log.values(list, nobody.Identity))
	}
	secrets := p.shownSecrets()
	for _, secret := range secrets[:min(len(secrets), mostShown)] {
		if e := present(secret, secret.Value); ctx.Err() == nil && e.OK() && !e.IsPage() && p.isRefused(list, present(secret, altered(secret.Value))) {
			e.Part, e.Operation, e.Identity = transcript.Shown, secret.at.Operation, secret.at.Identity
			e.Request.Header = secret.in(secret.Value)
			p.log.add(e)
		}
	}
}

// shownSecrets are those that look like logins, the likeliest first.
func (p *Prober) shownSecrets() (secrets []shownSecret) {
	known := p.knownSecrets()
	for _, who := range []string{"no-token", "other-user"} {
		for _, e := range p.log.copy().Exchanges {
			if !ofOwnRoute(e) || e.Part != transcript.Route || e.Identity != who {
				continue
			}
			body, cookies := e.Response.SecretsIn(), cookiesIn(e)
			for i, f := range slices.Concat(body, cookies) {
				twice := slices.ContainsFunc(secrets, func(s shownSecret) bool { return s.Value == f.Value })
				if _, ours := known[f.Value]; !ours && !twice && f.IsLogin() && !p.isSaid(e, f) {
					secrets = append(secrets, shownSecret{f, e, i >= len(body)})
				}
			}
		}
	}
	slices.SortStableFunc(secrets, func(a, b shownSecret) int { return cmp.Compare(a.rank(), b.rank()) })
	return secrets
}

var (
	loginNames = regexp.MustCompile(`(?i)service|internal|admin|access|auth|session|login|dev|test|debug`)
	elsewhere  = regexp.MustCompile(`(?i)openai|anthropic|claude|gemini|google|mistral|cohere|langsmith|langchain|langfuse|tavily|huggingface|aws|azure|stripe|github|gitlab|slack|sendgrid|twilio|database|postgres|redis|password`)
)

// rank puts tokens before keys, and the keys of other services last.
func (s shownSecret) rank() int {
	switch {
	case elsewhere.MatchString(s.Name):
		return 3
	case strings.HasPrefix(s.Value, "eyJ"):
		return 0
	case loginNames.MatchString(s.Name):
		return 1
	}
	return 2
}

// isSaid tells what the caller has said, or what users and their things are called.
func (p *Prober) isSaid(e transcript.Exchange, f transcript.Found) bool {
	return p.log.known().Knows(f.Value) || slices.Contains(e.Sent(), f.Value)
}

// ofOwnRoute tells an answer of a route of the application's own.
func ofOwnRoute(e transcript.Exchange) bool {
	method, path, own := catalog.SplitRoute(e.Operation)
	r := catalog.Route{Method: method, Path: path}
	return own && !r.BuiltIn() && !slices.Contains(catalog.OpenByDesign, path)
}

// addShown notes what looks like a secret in the answers of the server's own routes.
func (p *Prober) addShown(s transcript.Secrets) {
	n := 0
	for _, e := range p.log.copy().Exchanges {
		if !ofOwnRoute(e) || e.Part == transcript.Shown {
			continue
		}
		if e.Part == transcript.Linked {
			addSigned(s, e.Request.Query)
			continue
		}
		for _, f := range append(e.Response.SecretsIn(), cookiesIn(e)...) {
			if _, known := s[f.Value]; !known && !p.isSaid(e, f) {
				n++
				s.Add(f.Value, f.Marker(n))
			}
		}
	}
}

var signing = regexp.MustCompile(`(?i)sig|hmac|token|secret|key|policy|credential`)

// addSigned notes what a link is signed with: it may be good for more than what it is to.
func addSigned(s transcript.Secrets, query string) {
	values, _ := url.ParseQuery(query)
	for name, list := range values {
		for _, value := range list {
			if signing.MatchString(name) {
				s.Add(value, "signature")
			}
		}
	}
}
