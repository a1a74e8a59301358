// Package settings knows what a user can set, and finds out what is set: on the command
// line, in the environment, in the .env file, at a prompt, in authcheck.yaml. It checks
// the values, and words what is wrong with them and with the servers that they name.
package settings

import (
	"fmt"
	"strings"

	"authcheck/cmd/project"
)

// ID names a row of the table of settings.
type ID int

// The settings, in the order in which help lists them.
const (
	LangGraphURL ID = iota
	SupabaseURL
	AnonKey
	ServiceKey
	Email
	Password
	Tokens
	TokenCommands
	OAuthURL
	OAuthIssuer
	OAuthClients
	OAuthUsers
	OAuthScope
	OAuthAudience
	OAuthToken
	OAuthForeign
	Headers
	Graph
	StoreNamespace
	ExpiredToken
	ForeignToken
	JWTSecret
	Timeout
	RequestTimeout
	Pace
)

// Setting is one thing that a user can set. Its row drives the flag, the
// environment, the .env file, the prompt, the help and the error texts.
type Setting struct {
	Name     string   // what help, prompts and errors call it
	Flag     string   // "" where a value must not show up in process lists
	Value    string   // what help calls the flag's value
	Env      []string // the first one that is set counts
	Split    string   // a list: what separates values in the environment
	Secret   bool
	Default  string // the value when nothing is given
	Help     string
	Check    func(raw string) (string, error) // the cleaned value, or an *Invalid
	Also     []Alias
	defaults map[string]string // others than Default, by the name of the project's file
	// complete adds what langgraph.json says to a value, and names the key.
	complete func(p project.Project, value string) (completed, key string)
}

// Alias is a name that another program gives a setting.
type Alias struct {
	Name string
	// shape, where given, tells its values from those of other programs with a variable of
	// that name: it counts only where the lines of one program are piped in.
	shape func(raw string) bool
}

// Table holds every setting, by its ID.
var Table = [...]Setting{
	LangGraphURL: {
		Name: "LangGraph server", Flag: "url", Value: "URL", Env: []string{"LANGGRAPH_URL"},
		Default: "http://localhost:2024", Help: "LangGraph server to verify", Check: checkServerURL, complete: withPrefix,
		defaults: map[string]string{"aegra.json": "http://localhost:2026"}, // where aegra dev listens
	},
	SupabaseURL: {
		Name: "Supabase URL", Flag: "supabase-url", Value: "URL", Env: []string{"SUPABASE_URL"},
		Help: "Supabase project, https://<project>.supabase.co", Check: checkSupabaseURL,
		Also: append(pages("SUPABASE_URL"), Alias{"API_URL", isAddress}),
	},
	AnonKey: {
		Name: "Supabase anon key", Flag: "anon-key", Value: "KEY",
		Env:    []string{"SUPABASE_ANON_KEY", "SUPABASE_PUBLISHABLE_KEY"},
		Secret: true, Help: "public key of the project: anon or sb_publishable_…", Check: checkAnonKey,
		Also: append(pages("SUPABASE_ANON_KEY", "SUPABASE_PUBLISHABLE_KEY", "SUPABASE_PUBLISHABLE_DEFAULT_KEY"),
			Alias{"PUBLISHABLE_KEY", isPublicKey}, Alias{"ANON_KEY", isPublicKey}),
	},
	ServiceKey: {
		Name:   "Supabase service key",
		Env:    []string{"SUPABASE_SERVICE_KEY", "SUPABASE_SERVICE_ROLE_KEY", "SUPABASE_SECRET_KEY"},
		Secret: true, Help: "secret key of the project, only ever sent to Supabase", Check: checkServiceKey,
		Also: []Alias{{"SECRET_KEY", isSecretKey}, {"SERVICE_ROLE_KEY", isSecretKey}},
	},
	Email: {
		Name: "e-mail address", Flag: "email", Value: "ADDRESS", Env: []string{"AUTHCHECK_EMAIL"},
		Help: "your address; me@x makes the test users me+1@x, me+2@x", Check: checkEmail,
	},
	Password: {
		Name: "password of the test users", Env: []string{"AUTHCHECK_PASSWORD"},
		Secret: true, Help: "at least 6 characters, the same for all test users", Check: checkPassword,
	},
	Tokens: {
		Name: "access tokens", Flag: "token", Value: "TOKEN", Env: []string{"AUTHCHECK_TOKENS"}, Split: ",",
		Secret: true, Help: "access token of user 1, then of user 2, from any provider; no Supabase needed", Check: checkToken,
	},
	TokenCommands: {
		Name: "token commands", Flag: "token-command", Value: "COMMAND", Env: []string{"AUTHCHECK_TOKEN_COMMANDS"}, Split: "\n",
		Secret: true, Help: "shell command that prints user 1's token, then user 2's", Check: checkCommand,
	},
	OAuthURL: {
		Name: "OAuth2 token endpoint", Flag: "oauth-token-url", Value: "URL", Env: []string{"AUTHCHECK_OAUTH_TOKEN_URL"},
		Help: "OAuth2 token endpoint of any provider", Check: checkTokenURL,
	},
	OAuthIssuer: {
		Name: "OAuth2 issuer", Flag: "oauth-issuer", Value: "URL", Env: []string{"AUTHCHECK_OAUTH_ISSUER"},
		Help: "OAuth2 or OpenID Connect provider, whose token endpoint is looked up", Check: checkIssuer,
	},
	OAuthClients: {
		Name: "OAuth2 clients", Env: []string{"AUTHCHECK_OAUTH_CLIENTS"}, Split: ",",
		Secret: true, Help: "id:secret of user 1's client, of user 2's; or of one for all users", Check: checkClient,
	},
	OAuthUsers: {
		Name: "OAuth2 users", Env: []string{"AUTHCHECK_OAUTH_USERS"}, Split: ",",
		Secret: true, Help: "name:password of user 1, of user 2; without: client credentials", Check: checkLogin,
	},
	OAuthScope: {
		Name: "OAuth2 scope", Flag: "oauth-scope", Value: "SCOPES", Env: []string{"AUTHCHECK_OAUTH_SCOPE"},
		Help: "OAuth2 scopes to ask for, such as 'openid email'", Check: checkScope,
	},
	OAuthAudience: {
		Name: "OAuth2 audience", Flag: "oauth-audience", Value: "AUDIENCE", Env: []string{"AUTHCHECK_OAUTH_AUDIENCE"},
		Help: "OAuth2 audience to ask for (Auth0)", Check: checkAudience,
	},
	OAuthToken: {
		Name: "OAuth2 token", Flag: "oauth-token", Value: "KIND", Env: []string{"AUTHCHECK_OAUTH_TOKEN"}, Default: accessToken,
		Help: "which token to use: access_token or id_token", Check: checkTokenKind,
	},
	OAuthForeign: {
		Name: "OAuth2 client of another application", Env: []string{"AUTHCHECK_OAUTH_FOREIGN"}, Split: "\n",
		Secret: true, Help: "id:secret of a client whose tokens must be refused", Check: checkClient,
	},
	Headers: {
		Name: "extra headers", Flag: "header", Value: "NAME=VALUE", Env: []string{"AUTHCHECK_HEADERS"}, Split: "\n",
		Secret: true, Help: "header for a gateway in front of the LangGraph server", Check: checkHeader,
	},
	Graph: {
		Name: "graph", Flag: "graph", Value: "NAME", Env: []string{"AUTHCHECK_GRAPH"},
		Help: "graph to use (default: found out from the server)", Check: checkWord,
	},
	StoreNamespace: {
		Name: "store namespace", Flag: "store-namespace", Value: "LABELS", Env: []string{"AUTHCHECK_STORE_NAMESPACE"},
		Help: "where the server has a user's store items, such as 'memories,{user}' (default: found out)", Check: checkNamespace,
	},
	ExpiredToken: {
		Name: "expired token", Env: []string{"AUTHCHECK_EXPIRED_TOKEN"},
		Secret: true, Help: "a token that has expired, to see it refused", Check: checkToken,
	},
	ForeignToken: {
		Name: "foreign token", Env: []string{"AUTHCHECK_FOREIGN_TOKEN"},
		Secret: true, Help: "a valid token for another application, to see it refused", Check: checkToken,
	},
	JWTSecret: {
		Name: "JWT secret", Env: []string{"SUPABASE_JWT_SECRET"},
		Secret: true, Help: "signs an expired token, to see it refused", Check: checkPassword,
		Also: []Alias{{"JWT_SECRET", isSigningSecret}},
	},
	Timeout: {
		Name: "time limit", Flag: "timeout", Value: "DURATION", Default: "5m",
		Help: "time limit of the whole command", Check: checkDuration,
	},
	RequestTimeout: {
		Name: "time limit of a request", Flag: "request-timeout", Value: "DURATION", Default: "30s",
		Help: "time limit of one request", Check: checkDuration,
	},
	Pace: {
		Name: "pace", Flag: "pace", Value: "N", Env: []string{"AUTHCHECK_PACE"},
		Help: "at most N requests at once, for servers with few slots", Check: checkPace,
	},
}

// Sources names the flag and the variable that set it: "--email or AUTHCHECK_EMAIL".
func (s *Setting) Sources() string {
	var names []string
	if s.Flag != "" {
		names = append(names, "--"+s.Flag)
	}
	if len(s.Env) > 0 {
		names = append(names, s.Env[0])
	}
	return strings.Join(names, " or ")
}

// usage is the help text of the flag. It never shows a value from the environment.
func (s *Setting) usage() string {
	text := s.Help
	if s.Split != "" {
		text += " (repeat)"
	}
	if len(s.Env) > 0 {
		text += fmt.Sprintf(" [$%s]", strings.Join(s.Env, ", $"))
	}
	return text
}

// Invalid is what is wrong with a value, worded to follow the name of its source.
type Invalid struct{ What, Hint string }

func (f *Invalid) Error() string {
	if f.Hint == "" {
		return f.What
	}
	return f.What + ": " + f.Hint
}

// Groups of settings that commands take together.
var (
	Project   = []ID{SupabaseURL, AnonKey, Email, Password}        // of those with test users
	TokenWays = []ID{Tokens, TokenCommands, OAuthURL, OAuthIssuer} // the first counts of those given at the same place
	OAuth     = []ID{OAuthURL, OAuthIssuer, OAuthClients, OAuthUsers, OAuthScope, OAuthAudience, OAuthToken}
)
