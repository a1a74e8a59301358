package supabasetest

// health is GET /health.
func (s *Server) health(request) (any, error) {
	return map[string]any{"name": "GoTrue", "version": "stand-in",
		"description": "in-memory stand-in for Supabase Auth"}, nil
}

// providers are the ways to log in that the real server knows, of which this
// one has e-mail, and anonymous users where they are wanted.
var providers = []string{"anonymous_users", "apple", "azure", "bitbucket", "discord", "email", "facebook", "figma",
	"fly", "github", "gitlab", "google", "kakao", "keycloak", "linkedin", "linkedin_oidc", "notion", "phone", "slack",
	"slack_oidc", "snapchat", "spotify", "twitch", "twitter", "workos", "zoom"}

// settings is GET /settings.
func (s *Server) settings(request) (any, error) {
	external := map[string]bool{}
	for _, name := range providers {
		external[name] = name == "email" && !s.opts.EmailOff || name == "anonymous_users" && s.opts.Anonymous
	}
	return map[string]any{"external": external, "disable_signup": s.opts.DisableSignup,
		"mailer_autoconfirm": !s.opts.Confirm, "phone_autoconfirm": false, "sms_provider": "",
		"saml_enabled": false, "saml_private_key_next_configured": true, "passkeys_enabled": false}, nil
}
