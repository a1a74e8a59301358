package probe

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
	"authcheck/supabase"
)

// secrets are what must stand nowhere, with the markers that stand for them.
func (p *Prober) secrets() transcript.Secrets {
	s := p.knownSecrets()
	p.addShown(s)
	if !p.config.ShowEmails {
		p.addAddresses(s)
	}
	return s
}

// knownSecrets are those that the run was given, or has presented.
func (p *Prober) knownSecrets() transcript.Secrets {
	s := transcript.Secrets{}
	for i, user := range p.config.Users {
		s.Add(user.Password, "password:"+slug(user.Name))
		for _, token := range p.wire.tokens[i].all() {
			s.Add(token, "token:"+slug(user.Name))
			s.Add(altered(token), "token:"+string(catalog.Altered))
		}
	}
	for i, user := range p.config.Others {
		s.Add(user.Password, "password:"+another(i))
		s.Add(user.Token, "token:"+another(i))
	}
	for _, token := range p.keys.further() {
		s.Add(token, "token:further")
	}
	for kind, tokens := range p.keys.presented() {
		for _, token := range tokens {
			s.Add(token, "token:"+string(kind))
		}
	}
	s.Add(p.config.JWTSecret, "jwt-secret")
	s.Add(p.config.AnonKey, "anon-key")
	s.Add(p.config.ExpiredToken, "token:expired")
	s.Add(p.config.ForeignToken, "token:other-audience")
	if provider := cmp.Or(p.config.Provider, p.config.Issuer); provider != nil {
		s.Add(provider.Key, "api-key")
	}
	if p.config.Admin != nil {
		s.Add(p.config.Admin.Key, "service-key")
	}
	for _, secret := range p.spare.secret() {
		s.Add(secret, "account")
	}
	for name, values := range p.config.Header {
		for _, value := range values {
			s.Add(value, "header:"+strings.ToLower(name))
		}
	}
	return s
}

// addAddresses notes the e-mail addresses by which the users are known: of their logins, in
// their tokens, and what the server has shown to take for who they are.
func (p *Prober) addAddresses(s transcript.Secrets) {
	facts := p.log.known()
	for i, user := range p.config.Users {
		name := "email:" + slug(user.Name)
		s.Add(user.Email, name)
		for _, text := range slices.Concat(p.keys.dressed(user.Subject).Encoded(), p.keys.dressed(user.Email).Encoded()) {
			s.Add(text, name)
		}
		s.Add(strings.ToLower(user.Email), name) // as providers write it
		s.AddAddresses(user.Subject, name)
		s.AddAddresses(facts.Users[i].Owned, name)
		for _, token := range p.wire.tokens[i].all() {
			addClaimed(s, token, name)
		}
	}
	for i, user := range p.config.Others {
		name := "email:" + another(i)
		s.Add(user.Email, name)
		s.Add(strings.ToLower(user.Email), name)
		s.AddAddresses(user.Subject, name)
		addClaimed(s, user.Token, name)
	}
	for _, token := range append(p.keys.further(), p.config.ExpiredToken, p.config.ForeignToken) {
		addClaimed(s, token, "email:further")
	}
	for _, e := range p.log.copy().Exchanges {
		user := slices.Index([]string{"owner", "other-user"}, e.Identity)
		whose := user == 0 || user == 1 && e.Part == transcript.Own
		if whose && e.OK() && strings.Contains(e.Response.Body, whoRuns) {
			var answer any
			_ = json.Unmarshal([]byte(e.Response.Body), &answer)
			addWhoRuns(s, answer, "email:"+slug(p.config.Users[user].Name))
		}
	}
}

func addClaimed(s transcript.Secrets, token, name string) {
	if claims, _, ok := supabase.Claims(token); ok {
		s.AddAddresses(map[string]any(claims), name)
	}
}

// whoRuns begins the names under which LangGraph keeps in a run's configuration whom the
// login handler has named (recorded from langgraph-api 0.16.7).
const whoRuns = "langgraph_auth_user"

func addWhoRuns(s transcript.Secrets, answer any, name string) {
	switch v := answer.(type) {
	case []any:
		for _, item := range v {
			addWhoRuns(s, item, name)
		}
	case map[string]any:
		for key, item := range v {
			if strings.HasPrefix(key, whoRuns) {
				s.AddAddresses(item, name)
			} else {
				addWhoRuns(s, item, name)
			}
		}
	}
}

// another is what one of the other users is called. Their names may be those by which this
// pair is known: each pair has a User 1.
func another(i int) string { return fmt.Sprintf("another-%d", i+1) }

func slug(name string) string { return strings.ReplaceAll(strings.ToLower(name), " ", "-") }
