package langgraphtest

// shownFlaws show users' tokens to others.
var shownFlaws = []Flaw{
	{Name: "token-in-header", Summary: "a middleware sends the token of the login back in a header, and keeps it in a global",
		edit: func(m *module, _ Options) {
			var last shared[string]
			m.adorns = func(c *call) {
				if token := behind(c.r.Header.Get("Authorization"), "Bearer "); last.get() != token {
					before := last.get()
					last.set(token)
					c.w.Header().Set("X-Forwarded-Access-Token", before)
				}
			}
		}},
	{Name: "route-shows-tokens", Summary: "an own route lists the sessions that there are, with their tokens",
		edit: func(m *module, _ Options) {
			var seen shared[map[string]bool]
			seen.set(map[string]bool{})
			m.adorns = func(c *call) {
				seen.locked(func(tokens map[string]bool) bool { tokens[c.r.Header.Get("Authorization")] = true; return true })
			}
			m.extra = []route{{name: "own.sessions", method: "GET", path: "/sessions", serve: func(c *call) error {
				sessions := []object{}
				seen.locked(func(tokens map[string]bool) bool {
					for token := range tokens {
						sessions = append(sessions, object{"by": token})
					}
					return true
				})
				return c.ok(object{"sessions": sessions})
			}}}
		}},
}

// shownVariants are sound.
var shownVariants = []Flaw{
	{Name: "own-token-in-header", Summary: "a middleware sends the token of the login back in a header, and a route shows it", Sound: true,
		edit: func(m *module, _ Options) {
			m.adorns = func(c *call) { c.w.Header().Set("X-Forwarded-Access-Token", c.r.Header.Get("Authorization")) }
			m.extra = []route{{name: "own.token", method: "GET", path: "/token", serve: func(c *call) error {
				return c.ok(object{"token": c.r.Header.Get("Authorization")})
			}}}
		}},
}
