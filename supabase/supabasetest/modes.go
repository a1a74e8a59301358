package supabasetest

import (
	"maps"
	"slices"
)

// modes are the ways in which projects are set up, by name.
var modes = map[string]func(*Options){
	"anonymous":      func(o *Options) { o.Anonymous = true },
	"bcrypt":         func(o *Options) { o.Bcrypt = true },
	"broken-smtp":    func(o *Options) { o.Confirm, o.BrokenSMTP = true, true },
	"captcha":        func(o *Options) { o.Captcha = true },
	"confirm-email":  func(o *Options) { o.Confirm = true },
	"mail-limit":     func(o *Options) { o.Confirm, o.MailLimit = true, 1 },
	"no-email":       func(o *Options) { o.EmailOff = true },
	"no-sign-ups":    func(o *Options) { o.DisableSignup = true },
	"password-rules": func(o *Options) { o.PasswordRules = true },
}

// Modes names the ways in which a project can be set up.
func Modes() []string { return slices.Sorted(maps.Keys(modes)) }

// SetMode sets a project up in one of Modes; ok is false for any other.
func (o *Options) SetMode(name string) (ok bool) {
	set, ok := modes[name]
	if ok {
		set(o)
	}
	return ok
}
