package langgraphtest

import (
	"net/http"
	"strings"
	"time"
)

// endingFlaws remember who was let in.
var endingFlaws = []Flaw{
	{Name: "login-cached-for-ever", Summary: "the provider is asked once for each token",
		edit: acceptTokens(func(_ Options, accept provider) provider { return cachedByToken(accept) })},
	{Name: "login-cached-while-used", Summary: "the provider's answer is good for half a minute, and for as long again whenever it is used",
		edit: acceptTokens(func(_ Options, accept provider) provider { return cachedWhileUsed(accept, 30*time.Second) })},
	{Name: "accounts-cached-for-ever", Summary: "tokens are checked, and the provider is asked once whether there is such an account, and whether it is banned",
		edit: acceptTokens(func(o Options, accept provider) provider {
			keys := o.keyring()
			if !keys.usable() {
				return accept
			}
			return cachedBySubject(keys.accept, unlessBanned(accept))
		})},
}

func unlessBanned(ask provider) provider {
	return func(token string) (*user, error) {
		u, err := ask(token)
		if err == nil && u.banned {
			return nil, errNotAccepted
		}
		return u, err
	}
}

// cachedBySubject asks the provider once about whom a token names that is good by itself.
func cachedBySubject(check, ask provider) provider {
	var cache shared[map[string]bool]
	cache.set(map[string]bool{})
	return func(token string) (*user, error) {
		u, err := check(token)
		if err != nil {
			return nil, err
		}
		known := false
		cache.locked(func(ids map[string]bool) bool { known = ids[u.identity]; return true })
		if known {
			return u, nil
		}
		if _, err := ask(token); err != nil {
			return nil, err
		}
		cache.locked(func(ids map[string]bool) bool { ids[u.identity] = true; return true })
		return u, nil
	}
}

func cachedByToken(accept provider) provider {
	var cache shared[map[string]*user]
	cache.set(map[string]*user{})
	return func(token string) (*user, error) {
		var known *user
		cache.locked(func(users map[string]*user) bool { known = users[token]; return true })
		if known != nil {
			return known, nil
		}
		u, err := accept(token)
		if err == nil {
			cache.locked(func(users map[string]*user) bool { users[token] = u; return true })
		}
		return u, err
	}
}

// cachedWhileUsed forgets what was not used for a while.
func cachedWhileUsed(accept provider, while time.Duration) provider {
	type answer struct {
		who   *user
		until time.Time
	}
	var cache shared[map[string]answer]
	cache.set(map[string]answer{})
	return func(token string) (*user, error) {
		var known *user
		cache.locked(func(answers map[string]answer) bool {
			if a := answers[token]; time.Now().Before(a.until) {
				known = a.who
				answers[token] = answer{known, time.Now().Add(while)}
			}
			return true
		})
		if known != nil {
			return known, nil
		}
		u, err := accept(token)
		if err == nil {
			cache.locked(func(answers map[string]answer) bool { answers[token] = answer{u, time.Now().Add(while)}; return true })
		}
		return u, err
	}
}

// runFlaws are about what the body of a run says, and what runs leave behind.
var runFlaws = []Flaw{
	{Name: "token-kept", Summary: "the user has the token along, and so has each run's record",
		edit: func(m *module, _ Options) {
			login := m.authenticate
			m.authenticate = func(req *http.Request) (*user, error) {
				u, err := login(req)
				if err == nil {
					kept := *u
					kept.token = strings.TrimPrefix(req.Header.Get("Authorization"), "Bearer ")
					u = &kept
				}
				return u, err
			}
		}},
	{Name: "thread-of-body-trusted", Summary: "a stateless run goes on with the thread that its body names, whosever it is",
		edit: func(m *module, _ Options) { m.threadOfBody = true }},
	{Name: "resume-unhandled", Summary: "runs that resume are approvals, and anybody may approve",
		edit: unlessRun(func(value object) bool {
			kwargs, _ := value["kwargs"].(object)
			command, _ := kwargs["command"].(object)
			return command["resume"] != nil
		})},
	{Name: "if-not-exists-unhandled", Summary: "a run that would make its thread has none to be compared with",
		edit: unlessRun(func(value object) bool { return value["if_not_exists"] == "create" })},
	{Name: "owner-of-config", Summary: "a new run belongs to the user that its configuration names",
		edit: func(m *module, _ Options) {
			m.on = m.on.with(handlers{"threads.create_run": func(u *user, value object, _ *http.Request) (filter, error) {
				kwargs, _ := value["kwargs"].(object)
				config, _ := kwargs["config"].(object)
				setOwner(value, ownerNamed(config, u))
				return filter{"owner": u.identity}, nil
			}})
		}},
	{Name: "assistant-of-config", Summary: "a new assistant belongs to the user that its configuration names",
		edit: func(m *module, _ Options) {
			m.on = m.on.with(handlers{"assistants.create": func(u *user, value object, _ *http.Request) (filter, error) {
				config, _ := value["config"].(object)
				setOwner(value, ownerNamed(config, u))
				return filter{"owner": u.identity}, nil
			}})
		}},
	{Name: "config-names-user", Summary: "the graph reads the user's ID where clients write it", edit: remember("config")},
	{Name: "input-names-user", Summary: "the graph reads the user's ID from its input", edit: remember("input")},
	{Name: "graph-remembers-all", Summary: "the graph keeps what it was told in a module's variable", edit: remember("all")},
	{Name: "graph-caches-answers", Summary: "a node says who asks, and its answers are kept by the question", edit: remember("answers")},
	{Name: "webhook-loopback", Summary: "webhooks may be the server's own routes", edit: func(m *module, _ Options) { m.webhooks = true }},
}

// ownerNamed is whom a configuration names, else the user.
func ownerNamed(config object, u *user) string {
	if id, _ := configurable(config)["user_id"].(string); id != "" {
		return id
	}
	return u.identity
}

// unlessRun asks the handler for new runs about all but some.
func unlessRun(harmless func(value object) bool) func(*module, Options) {
	return func(m *module, _ Options) {
		decide := m.on.find("threads", "create_run")
		m.on = m.on.with(handlers{"threads.create_run": func(u *user, value object, asked *http.Request) (filter, error) {
			if harmless(value) {
				return nil, nil
			}
			return decide(u, value, asked)
		}})
	}
}

func remember(by string) func(*module, Options) {
	return func(m *module, _ Options) { m.remembers = by }
}
