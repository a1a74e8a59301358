package faults

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

// gate is a server whose address can refuse connections for a while.
type gate struct {
	address string
	server  *http.Server
	served  sync.WaitGroup

	mu       sync.Mutex
	listener net.Listener
	conns    map[*tracked]struct{}
	reopen   *time.Timer
	closed   bool
}

func newGate(handler http.Handler) (*gate, error) {
	g := &gate{conns: map[*tracked]struct{}{}}
	g.server = &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0)}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start fault proxy: %w", err)
	}
	g.address = listener.Addr().String()
	g.serve(listener)
	return g, nil
}

func (g *gate) serve(l net.Listener) {
	g.listener = l
	g.served.Go(func() { _ = g.server.Serve(tracking{l, g}) })
}

// shut drops all connections and refuses new ones for a while.
func (g *gate) shut(d time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed || g.reopen != nil {
		return
	}
	_ = g.listener.Close()
	for c := range g.conns {
		_ = c.SetLinger(0)
		_ = c.TCPConn.Close()
	}
	g.reopen = time.AfterFunc(d, g.open)
}

// open listens again. It tries until it can: the port may be taken for a moment.
func (g *gate) open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return
	}
	l, err := net.Listen("tcp", g.address)
	if err != nil {
		g.reopen = time.AfterFunc(10*time.Millisecond, g.open)
		return
	}
	g.reopen = nil
	g.serve(l)
}

func (g *gate) close() {
	g.mu.Lock()
	g.closed = true
	if g.reopen != nil {
		g.reopen.Stop()
	}
	_ = g.listener.Close()
	for c := range g.conns {
		_ = c.TCPConn.Close()
	}
	g.mu.Unlock()
	_ = g.server.Close()
	g.served.Wait()
}

// tracking is a listener whose connections the gate knows, hijacked ones too.
type tracking struct {
	net.Listener
	gate *gate
}

func (l tracking) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := &tracked{conn.(*net.TCPConn), l.gate}
	l.gate.mu.Lock()
	defer l.gate.mu.Unlock()
	l.gate.conns[c] = struct{}{}
	return c, nil
}

type tracked struct {
	*net.TCPConn
	gate *gate
}

func (c *tracked) Close() error {
	c.gate.mu.Lock()
	delete(c.gate.conns, c)
	c.gate.mu.Unlock()
	return c.TCPConn.Close()
}
