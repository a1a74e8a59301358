package scenario

import (
	"context"
	"net/http"
	"time"

	"authcheck/supabase"
)

// Config says what to verify, and as whom.
type Config struct {
	URL    string      // of the LangGraph server, path prefix included
	Header http.Header // extra headers for a gateway in front; secret
	Users  []User      // logged in, at least two

	Provider     *supabase.Client // nil where tokens were given
	PublicKeys   PublicKeys       // of another provider; nil where it has none
	AnonKey      string           // tried as a token
	ExpiredToken string           // tried as a token
	JWTSecret    string           // an expired token is minted with it
	Graph        string           // "" to discover

	Quick    bool     // the tutorial's three lines only
	Strict   bool     // warnings fail
	RunGraph bool     // live runs as well
	Only     []string // patterns of check IDs
	Skip     []string
	Shared   []string // resources that are shared on purpose: reading them is fine

	Accepted []Acceptance // findings that are lived with

	Wait           time.Duration // for a server that is starting
	RequestTimeout time.Duration // of one request; 0: 30 s
	HTTP           *http.Client  // nil: the default client
	Version        string        // of authcheck
	Observe        func(Event)   // told of progress, from one goroutine at a time; may be nil
}

// PublicKeys gets the keys with which a provider's tokens are verified.
type PublicKeys func(context.Context) ([]supabase.JWK, error)

// User is a logged-in test user.
type User struct {
	Name     string // "User 1"
	Email    string
	Password string // with Provider: for the checks that need a session of their own
	Subject  string // the provider's ID of the user; read from the token where empty
	Token    string
	// Refresh, where given, gets a new token before this one ends. It is called by
	// one goroutine at a time; its errors go into the report.
	Refresh func(context.Context) (string, error)
}

// Event is live progress: a target that answered, a line of the tutorial, or a check.
type Event struct {
	Target *Target // the server was found
	Result *Result
	Done   int // checks judged so far
	Total  int // checks planned
	Phase  string
	Wait   time.Duration // that the server's rate limit still costs
}

// Verify runs the scenario. The error says that nothing could be started: no
// answer (*langgraph.NoAnswerError), or something that is not a LangGraph server
// (*langgraph.NotLangGraphError). Everything else is in the report, also when
// ctx ends early; what was made is removed in either case.
func Verify(ctx context.Context, c Config) (*Report, error) {
	return newRun(c).verify(ctx)
}
