package cmd

import (
	"fmt"
	"strings"
)

// settingID names a row of the table of settings.
type settingID int

const (
	langgraphURL settingID = iota
	supabaseURL
	anonKey
	serviceKey
	email
	password
	tokens
	tokenCommands
	oauthURL
	oauthClients
	oauthUsers
	oauthScope
	oauthAudience
	oauthToken
	headers
	graph
	expiredToken
	jwtSecret
	timeout
	requestTimeout
)

// setting is one thing that a user can set. Its row drives the flag, the
// environment, the .env file, the prompt, the help and the error texts.
type setting struct {
	name     string   // what help, prompts and errors call it
	flag     string   // "" where a value must not show up in process lists
	value    string   // what help calls the flag's value
	env      []string // the first one that is set counts
	split    string   // a list: what separates values in the environment
	secret   bool
	fallback string // the value when nothing is given
	offer    string // offered in the prompt only
	help     string
	check    func(raw string) (string, error) // the cleaned value, or a *flaw
}

// table holds every setting, in the order in which help lists them.
var table = [...]setting{
	langgraphURL: {
		name: "LangGraph server", flag: "url", value: "URL", env: []string{"LANGGRAPH_URL"},
		fallback: "http://localhost:2024", help: "LangGraph server to verify", check: checkServerURL,
	},
	supabaseURL: {
		name: "Supabase URL", flag: "supabase-url", value: "URL", env: []string{"SUPABASE_URL"},
		help: "Supabase project, https://<project>.supabase.co", check: checkSupabaseURL,
	},
	anonKey: {
		name: "Supabase anon key", flag: "anon-key", value: "KEY",
		env:    []string{"SUPABASE_ANON_KEY", "SUPABASE_PUBLISHABLE_KEY"},
		secret: true, help: "public key of the project: anon or sb_publishable_…", check: checkAnonKey,
	},
	serviceKey: {
		name:   "Supabase service key",
		env:    []string{"SUPABASE_SERVICE_KEY", "SUPABASE_SERVICE_ROLE_KEY", "SUPABASE_SECRET_KEY"},
		secret: true, help: "secret key of the project, only ever sent to Supabase", check: checkServiceKey,
	},
	email: {
		name: "e-mail address", flag: "email", value: "ADDRESS", env: []string{"AUTHCHECK_EMAIL"},
		help: "your address; me@x makes the test users me+1@x, me+2@x", check: checkEmail,
	},
	password: {
		name: "password of the test users", env: []string{"AUTHCHECK_PASSWORD"},
		secret: true, offer: "secure-password", help: "at least 6 characters, the same for all test users", check: checkPassword,
	},
	tokens: {
		name: "access tokens", flag: "token", value: "TOKEN", env: []string{"AUTHCHECK_TOKENS"}, split: ",",
		secret: true, help: "access token of user 1, then of user 2, from any provider; no Supabase needed", check: checkToken,
	},
	tokenCommands: {
		name: "token commands", flag: "token-command", value: "COMMAND", env: []string{"AUTHCHECK_TOKEN_COMMANDS"}, split: "\n",
		secret: true, help: "shell command that prints user 1's token, then user 2's", check: checkCommand,
	},
	oauthURL: {
		name: "OAuth2 token endpoint", flag: "oauth-token-url", value: "URL", env: []string{"AUTHCHECK_OAUTH_TOKEN_URL"},
		help: "OAuth2 token endpoint of any provider", check: checkTokenURL,
	},
	oauthClients: {
		name: "OAuth2 clients", env: []string{"AUTHCHECK_OAUTH_CLIENTS"}, split: ",",
		secret: true, help: "id:secret of user 1's client, of user 2's; or of one for all users", check: checkClient,
	},
	oauthUsers: {
		name: "OAuth2 users", env: []string{"AUTHCHECK_OAUTH_USERS"}, split: ",",
		secret: true, help: "name:password of user 1, of user 2; without: client credentials", check: checkLogin,
	},
	oauthScope: {
		name: "OAuth2 scope", flag: "oauth-scope", value: "SCOPES", env: []string{"AUTHCHECK_OAUTH_SCOPE"},
		help: "OAuth2 scopes to ask for, such as 'openid email'", check: checkScope,
	},
	oauthAudience: {
		name: "OAuth2 audience", flag: "oauth-audience", value: "AUDIENCE", env: []string{"AUTHCHECK_OAUTH_AUDIENCE"},
		help: "OAuth2 audience to ask for (Auth0)", check: checkAudience,
	},
	oauthToken: {
		name: "OAuth2 token", flag: "oauth-token", value: "KIND", env: []string{"AUTHCHECK_OAUTH_TOKEN"}, fallback: accessToken,
		help: "which token to use: access_token or id_token", check: checkTokenKind,
	},
	headers: {
		name: "extra headers", flag: "header", value: "NAME=VALUE", env: []string{"AUTHCHECK_HEADERS"}, split: "\n",
		secret: true, help: "header for a gateway in front of the LangGraph server", check: checkHeader,
	},
	graph: {
		name: "graph", flag: "graph", value: "NAME", env: []string{"AUTHCHECK_GRAPH"},
		help: "graph to use (default: found out from the server)", check: checkWord,
	},
	expiredToken: {
		name: "expired token", env: []string{"AUTHCHECK_EXPIRED_TOKEN"},
		secret: true, help: "a token that has expired, to see it refused", check: checkToken,
	},
	jwtSecret: {
		name: "JWT secret", env: []string{"SUPABASE_JWT_SECRET"},
		secret: true, help: "signs an expired token, to see it refused", check: checkPassword,
	},
	timeout: {
		name: "time limit", flag: "timeout", value: "DURATION", fallback: "5m",
		help: "time limit of the whole command", check: checkDuration,
	},
	requestTimeout: {
		name: "time limit of a request", flag: "request-timeout", value: "DURATION", fallback: "30s",
		help: "time limit of one request", check: checkDuration,
	},
}

// sources names the flag and the variable that set it: "--email or AUTHCHECK_EMAIL".
func (s *setting) sources() string {
	var names []string
	if s.flag != "" {
		names = append(names, "--"+s.flag)
	}
	if len(s.env) > 0 {
		names = append(names, s.env[0])
	}
	return strings.Join(names, " or ")
}

// usage is the help text of the flag. It never shows a value from the environment.
func (s *setting) usage() string {
	text := s.help
	if s.split != "" {
		text += " (repeat)"
	}
	if len(s.env) > 0 {
		text += fmt.Sprintf(" [$%s]", strings.Join(s.env, ", $"))
	}
	return text
}

// flaw is what is wrong with a value, worded to follow the name of its source.
type flaw struct{ what, hint string }

func (f *flaw) Error() string {
	if f.hint == "" {
		return f.what
	}
	return f.what + ": " + f.hint
}
