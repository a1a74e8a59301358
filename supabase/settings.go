package supabase

import (
	"context"
	"net/http"
)

// Settings are the public settings of the project's Auth server.
type Settings struct {
	DisableSignup     bool            `json:"disable_signup"`
	MailerAutoconfirm bool            `json:"mailer_autoconfirm"` // true: e-mail addresses need no confirmation
	External          map[string]bool `json:"external"`           // login providers, "email" among them
}

// Settings asks for the settings: GET /settings. It needs a valid key, and
// is the cheapest way to find out whether the key is one.
func (c *Client) Settings(ctx context.Context) (Settings, error) {
	var s Settings
	err := c.do(ctx, call{method: http.MethodGet, path: "/settings"}, &s, func() string {
		if s.External == nil {
			return "list of login providers"
		}
		return ""
	})
	return s, err
}
