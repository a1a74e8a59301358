package langgraphtest

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Options says what a server listens on, whom it believes and what is wrong
// with it. The zero value is a sound server that accepts nobody.
type Options struct {
	// Listen is the address to listen on; 127.0.0.1:0 when empty.
	Listen string
	// SupabaseURL is the login provider: a token is good when
	// GET {SupabaseURL}/auth/v1/user answers 200 to it, as in the tutorial.
	SupabaseURL string
	// APIKey goes to the provider in the apikey header.
	APIKey string
	// Tokens maps hard-coded tokens to user IDs, as in parts 1 and 2 of the
	// tutorial. Used when SupabaseURL is empty.
	Tokens map[string]string
	// JWTSecret is the provider's signing secret, for variants that check
	// tokens by themselves. Without it they ask the provider for its public keys.
	JWTSecret string
	// Flaw names one of Flaws; empty for a sound server.
	Flaw string
	// Latency delays every answer.
	Latency time.Duration
}

// Server is a running server. Close ends it.
type Server struct {
	// URL is the base address, path prefix included, without a trailing slash.
	URL string

	options  Options
	module   module
	engine   *engine
	routes   []route
	listener net.Listener
	http     *http.Server
	closing  chan struct{}
	close    sync.Once
}

// Start listens and serves until Close. It fails when the address cannot be
// listened on or no flaw of that name exists.
func Start(options Options) (*Server, error) {
	flaw, err := findFlaw(options.Flaw)
	if err != nil {
		return nil, err
	}
	return startVariant(options, flaw)
}

// startVariant starts a server of this variant.
func startVariant(options Options, flaw Flaw) (*Server, error) {
	if options.Listen == "" {
		options.Listen = "127.0.0.1:0"
	}
	listener, err := net.Listen("tcp", options.Listen)
	if err != nil {
		return nil, fmt.Errorf("start server: %w", err)
	}
	s := &Server{options: options, module: flaw.module(options), listener: listener, closing: make(chan struct{})}
	s.engine = newEngine(s.module.graphs()...)
	s.URL = "http://" + reachable(listener.Addr()) + s.module.prefix
	s.engine.url = s.URL
	s.engine.memory, s.engine.caches, s.engine.writes = s.module.memory, s.module.caches, s.module.remembers == "artifacts"
	s.routes = s.module.routes()
	s.http = &http.Server{Handler: s.handler(), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = s.http.Serve(listener) }()
	return s, nil
}

// reachable is an address to connect to; one listens on all of them with 0.0.0.0.
func reachable(listening net.Addr) string {
	tcp, ok := listening.(*net.TCPAddr)
	if !ok || !tcp.IP.IsUnspecified() {
		return listening.String()
	}
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(tcp.Port))
}

// Close stops listening, ends open streams and drops all connections.
func (s *Server) Close() {
	s.close.Do(func() {
		close(s.closing)
		_ = s.listener.Close() // in case serving has not begun yet
		_ = s.http.Close()
		s.engine.close()
	})
}

// handler puts the routes behind the auth module. What no route matches is
// behind it too, but for Aegra: an unknown path says nothing to a caller without login.
func (s *Server) handler() http.Handler {
	if s.module.front != nil {
		return s.module.front(s.mux())
	}
	return s.mux()
}

func (s *Server) mux() http.Handler {
	mux := http.NewServeMux()
	for _, r := range s.routes {
		mux.Handle(r.method+" "+r.path, s.serve(r))
	}
	nowhere := s.serve(route{name: unmatched, open: s.module.aegra, serve: func(c *call) error {
		return s.unmatched(mux, c.r)
	}})
	mux.Handle("/", nowhere)
	all := http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if strings.Contains(req.URL.Path, "/../") { // which Go's mux redirects, and the real servers take as it is
			nowhere.ServeHTTP(w, req)
			return
		}
		mux.ServeHTTP(w, req)
	})
	if s.module.prefix == "" {
		return all
	}
	return http.StripPrefix(s.module.prefix, all)
}

// unmatched is the name of no route.
const unmatched = "unmatched"

func (s *Server) serve(r route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		c := &call{Server: s, w: w, r: req, route: r}
		if err := c.do(); err != nil {
			c.fail(err)
		}
	})
}

// unmatched is 405 where another method would have matched, else 404.
func (s *Server) unmatched(mux *http.ServeMux, req *http.Request) error {
	if s.module.javaScript {
		return refuse(http.StatusNotFound, "404 Not Found")
	}
	for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
		other := &http.Request{Method: method, URL: req.URL, Host: req.Host}
		if _, pattern := mux.Handler(other); pattern != "/" {
			return refuse(http.StatusMethodNotAllowed, "Method Not Allowed")
		}
	}
	return refuse(http.StatusNotFound, "Not Found")
}

// route is one operation of the API. Its name is what flaws speak of.
type route struct {
	name, method, path string
	serve              func(*call) error
	// open routes answer without login, as the real server's meta routes do.
	open bool
	// waits is for routes that wait for something or stream: they take the
	// engine's lock themselves, where they need it.
	waits bool
	// hidden routes are not in the OpenAPI document.
	hidden bool
	// asks is what the document says of a route beyond its path.
	asks object
}

// call is one request on its way through the server.
type call struct {
	*Server
	w     http.ResponseWriter
	r     *http.Request
	route route
	user  *user
	body  []byte
	reply *reply
}

func (c *call) do() error {
	if err := c.pause(c.options.Latency); err != nil {
		return err
	}
	if !c.module.exempt(c.route, c.r) {
		user, err := c.module.authenticate(c.r)
		if err != nil {
			return err
		}
		c.user = user
		if c.module.adorns != nil {
			c.module.adorns(c)
		}
		if c.module.current != nil {
			c.module.current.set(user)
			if err := c.pause(handlerDelay); err != nil {
				return err
			}
		}
	}
	if err := c.read(); err != nil {
		return err
	}
	if err := c.operate(); err != nil {
		return err
	}
	c.send()
	return nil
}

// operate runs the operation; its answer is made under the lock and sent after.
func (c *call) operate() error {
	if !c.route.waits {
		c.engine.Lock()
		defer c.engine.Unlock()
	}
	return c.route.serve(c)
}

// errGone means that the caller hung up; there is nobody left to answer.
var errGone = errors.New("caller is gone")

// pause waits as long as the caller and the server live.
func (c *call) pause(d time.Duration) error {
	if d <= 0 {
		return nil
	}
	select {
	case <-time.After(d):
		return nil
	case <-c.r.Context().Done():
		return errGone
	case <-c.closing:
		return errGone
	}
}
