// Package probe does what the catalog says: it sends every operation as every kind
// of caller, makes what checks are tried on, looks as the owner, and removes what was
// made. Its product is a transcript; it judges nothing. Where it has to adapt, it goes
// by what a single answer is.
package probe

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
	"authcheck/supabase"
)

// Config says what to probe, and as whom.
type Config struct {
	URL    string      // of the LangGraph server, path prefix included
	Header http.Header // extra headers for a gateway in front; secret
	Users  []User      // logged in, at least two
	Others []User      // of the run, whom this pair is not about: what is secret of them
	// Relation is how user 2 stands to user 1, where a policy tells users apart.
	Relation catalog.Relation
	Role     string // of somebody else whom the policy names, which user 2 may claim to have

	Provider       *supabase.Client // nil where tokens were given
	Issuer         *supabase.Client // of the tokens that were given, where it is known: which others does it take? nil: nobody knows
	Admin          *supabase.Client // with the service key: accounts may be made and ended; nil: none
	PublicKeys     PublicKeys       // of another provider; nil where it has none
	AnonKey        string           // tried as a token
	ExpiredToken   string           // tried as a token
	ForeignToken   string           // for another application; tried as a token
	JWTSecret      string           // an expired token is minted with it
	Graph          string           // "" to discover
	StoreNamespace string           // where the server has its users' items: "memories,{user}"; "" to discover
	Project        catalog.Project  // what langgraph.json says: it explains, and names graphs where the server does not

	Quick       bool     // the tutorial's three lines only
	RunGraph    bool     // live runs as well
	Deep        bool     // more than the smoke test
	AllowRoutes []string // own routes that may be called whatever they do: "POST /export"

	ShowEmails bool // the users' addresses are no secret
	catalog.Selection

	Lookup         Lookup        // nil: the system's resolver
	Wait           time.Duration // for a server that is starting
	RequestTimeout time.Duration // of one request; 0: 30 s
	Pace           int           // at most so many requests at once; 0: as many as a run has under way
	HTTP           *http.Client  // nil: the default client
	Version        string        // of authcheck
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
	// Login, where given, opens a session of the user in place of the password.
	Login func(context.Context) (supabase.Session, error)
	// Ends, where given, tells when the newest token ends that does not say so itself;
	// zero where nobody knows. It is asked after each token.
	Ends func() time.Time
}

// hasLogin tells whether further sessions of a user can be opened.
func (c Config) hasLogin(i int) bool {
	return c.Provider != nil && (c.Users[i].Login != nil || c.Users[i].Password != "")
}

// Progress is how far a run has come.
type Progress struct {
	Target *transcript.Target // the server was found
	Phase  string
	Done   int           // checks tried so far
	Total  int           // checks planned
	Wait   time.Duration // that the server's rate limit still costs
}

// atOnce is how many requests are in flight at once.
const atOnce = 16

// Prober is one run.
type Prober struct {
	config Config
	wire   *wire
	log    *log
	keys   *keyring
	made   *made
	begin  time.Time

	progress progress
	once     sync.Once // of cleaning up
	ways     ways
	graphs   []string // the other graphs of the server
	ending   ending   // a token that was used, and ends
	spare    spare    // accounts that were made
}

// ways are what the server turned out to want otherwise.
type ways struct {
	late     atomic.Int32 // requests that were sent again as they were not answered in time
	refused  atomic.Int32 // those of users that were, and were refused again
	bare     atomic.Bool  // metadata that it does not know is refused
	small    atomic.Bool  // lists are had in small pages alone
	pages    sync.Map     // by operation: it was tried in small pages
	proven   int          // exchanges so far when user 2 was last seen to get in
	schemas  schemas      // of the graph
	choosing atomic.Bool  // metadata is dropped: what is ours is known by IDs that we chose
	naming   atomic.Bool  // the server alone names what is made
	lock     lock         // everybody is kept out for a while
	quotas   sync.Map     // by method and resource: no more may be made
	document *string      // what the server documents of itself; nil: not asked yet
}

// New prepares a run; nothing is sent yet.
func New(c Config, observe func(Progress)) *Prober {
	c.Users = knownUsers(c.Users)
	p := &Prober{config: c, begin: time.Now(), made: &made{}}
	p.progress.tell = observe
	p.wire = newWire(c)
	p.wire.patience.Waiting = p.progress.waiting
	p.log = newLog(c, p.begin)
	p.keys = newKeyring(c)
	return p
}

// Find waits for the server, and asks it what it is; a server that does not say is fine.
// The error is a *langgraph.NoAnswerError, or a *langgraph.NotLangGraphError.
func (p *Prober) Find(ctx context.Context) error {
	if err := p.wire.valid.WaitReady(ctx, p.config.Wait); err != nil {
		return err
	}
	p.wire.count(catalog.NoLogin, false)
	p.log.change(func(t *transcript.Transcript) { t.Target.URL = p.config.URL })
	if !p.config.Quick {
		p.identify(ctx)
	}
	target := p.log.copy().Target
	p.progress.observe(Progress{Target: &target})
	return nil
}

// identify asks the server what it is, at first without a token: those cost time.
func (p *Prober) identify(ctx context.Context) {
	p.wire.count(catalog.NoLogin, false)
	info, err := p.wire.outside.Info(ctx, nil)
	if err != nil {
		p.wire.count(catalog.Owner, true)
		info, err = p.wire.valid.Info(ctx, bearer(p.wire.token(ctx, 0)))
	}
	if err == nil {
		p.log.change(func(t *transcript.Transcript) {
			t.Target = transcript.Target{URL: p.config.URL, Server: info.Server().ID, Version: info.Version, Kind: p.wire.valid.Host(info)}
			t.Facts.Server = t.Target.Server
		})
		p.made.bare = catalog.ServerNamed(p.log.known().Server).BareRuns
	}
}

// Transcript is the run so far, with every secret replaced by a marker.
func (p *Prober) Transcript(ctx context.Context) *transcript.Transcript {
	t := p.log.copy()
	t.DurationMS = time.Since(p.begin).Milliseconds()
	t.Sent = p.wire.counted()
	t.Incomplete, t.Notes = p.wire.shortage()
	if most := p.wire.patience.AtOnce(); most > 0 {
		t.Notes = append(slices.Clip(t.Notes), fmt.Sprintf("the server was too busy (503) for more requests at once than %d: no more were sent; --pace %d says so from the start", most, most))
	}
	if !p.wire.alone && slices.ContainsFunc(t.Exchanges, isBusyRead) {
		t.Notes = append(slices.Clip(t.Notes), "the server answered 409 (Conflict) to searches of users, as where one request at a time is allowed: try --pace 1")
	}
	switch ctx.Err() {
	case context.Canceled:
		t.Incomplete = "interrupted"
	case context.DeadlineExceeded:
		t.Incomplete = "time limit"
	}
	t.Clocks = p.wire.clocks(p.begin)
	return t.Redacted(p.secrets())
}

// isBusyRead tells a user who was told of a conflict where a list was asked for.
func isBusyRead(e transcript.Exchange) bool {
	return e.Status() == http.StatusConflict && catalog.IdentityNamed(e.Identity).Login.Valid() && catalog.Named(e.Operation).Oracle == catalog.List
}

func randomHex(bytes int) string {
	buffer := make([]byte, bytes)
	rand.Read(buffer) // never fails since Go 1.24
	return hex.EncodeToString(buffer)
}

// progress tells how far a run is, from one goroutine at a time.
type progress struct {
	mu          sync.Mutex
	tell        func(Progress)
	done, total int
}

func (p *progress) observe(e Progress) {
	if p.tell == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	e.Done, e.Total = p.done, p.total
	p.tell(e)
}

func (p *progress) phase(name string) { p.observe(Progress{Phase: name}) }

func (p *progress) waiting(left time.Duration) { p.observe(Progress{Wait: left}) }

func (p *progress) plan(total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.total = total
}

func (p *progress) step() {
	p.mu.Lock()
	p.done++
	p.mu.Unlock()
	p.observe(Progress{})
}
