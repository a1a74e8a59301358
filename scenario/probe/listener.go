package probe

import (
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// keyListener publishes our own keys, on this machine only.
type keyListener struct {
	server *http.Server
	url    string
}

// publishOwnKeys starts the listener; nil where there is no port for it.
func publishOwnKeys() *keyListener {
	socket, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil
	}
	l := &keyListener{server: &http.Server{Handler: http.HandlerFunc(serveOwnKeys), ReadHeaderTimeout: 5 * time.Second}, url: "http://" + socket.Addr().String()}
	go func() { _ = l.server.Serve(socket) }()
	return l
}

// serveOwnKeys answers any path: a certificate where one is asked for, else the set of
// keys, which is at the same time a discovery document that leads to itself.
func serveOwnKeys(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, ".pem") {
		der, _ := base64.StdEncoding.DecodeString(ownKeys().certificate)
		_ = pem.Encode(w, &pem.Block{Type: "CERTIFICATE", Bytes: der})
		return
	}
	w.Header().Set("Content-Type", "application/json")
	address := "http://" + r.Host
	_ = json.NewEncoder(w).Encode(map[string]any{"keys": []jose.JSONWebKey{ownKeys().published()}, "issuer": address, "jwks_uri": address + "/jwks.json"})
}

func (l *keyListener) address() string {
	if l == nil {
		return ""
	}
	return l.url
}

func (l *keyListener) close() {
	if l != nil {
		_ = l.server.Close()
	}
}
