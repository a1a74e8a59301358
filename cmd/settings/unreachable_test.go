package settings

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"authcheck/cmd/failure"
)

// TestProxy blames the proxy where it is the one that does not answer.
func TestProxy(t *testing.T) {
	proxy := &net.OpError{Op: "proxyconnect", Net: "tcp", Err: &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}}
	got := (*Values)(nil).ExplainUnreachable(fmt.Errorf("GET https://abc.supabase.co/auth/v1/settings: %w", proxy), SupabaseURL, "https://abc.supabase.co")
	got.Cause = nil
	want := failure.NoAnswer("check HTTP_PROXY and HTTPS_PROXY, or name the host in NO_PROXY",
		"Supabase URL https://abc.supabase.co: the proxy in front does not answer: connection refused")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestBrokenConnection: whichever side notices first that it broke.
func TestBrokenConnection(t *testing.T) {
	for _, broke := range []syscall.Errno{syscall.ECONNRESET, syscall.EPIPE} {
		got := (*Values)(nil).ExplainUnreachable(&net.OpError{Op: "write", Net: "tcp", Err: os.NewSyscallError("write", broke)}, LangGraphURL, "http://localhost:2024")
		got.Cause = nil
		want := failure.NoAnswer("check --url or LANGGRAPH_URL: is this the right port, http and not https?",
			"LangGraph server http://localhost:2024: the connection broke before an answer came")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%v (-want +got):\n%s", broke, diff)
		}
	}
}

// TestNoAddress: only who was told that there is none says so; a name server that does not answer
// knows nothing of the host.
func TestNoAddress(t *testing.T) {
	const at = "https://abc.supabase.co"
	for want, err := range map[*failure.Error]error{
		failure.NoAnswer("check --supabase-url or SUPABASE_URL; a deleted or long paused project has no address", "Supabase URL "+at+": no such host"): &net.DNSError{
			Err: "no such host", Name: "abc.supabase.co", IsNotFound: true},
		failure.NoAnswer("try again, and check this machine's name server", "Supabase URL "+at+": its address could not be looked up: server misbehaving"): &net.DNSError{
			Err: "server misbehaving", Name: "abc.supabase.co", Server: "192.0.2.1:53", IsTemporary: true},
		failure.NoAnswer("try again, and check this machine's name server", "Supabase URL "+at+": its address could not be looked up: i/o timeout"): &net.DNSError{
			Err: "i/o timeout", Name: "abc.supabase.co", Server: "192.0.2.1:53", IsTimeout: true, IsTemporary: true},
	} {
		got := (*Values)(nil).ExplainUnreachable(&net.OpError{Op: "dial", Net: "tcp", Err: err}, SupabaseURL, at)
		got.Cause = nil
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	}
}

// TestCertificates: an authority of one's own helps only where the authority is not known.
func TestCertificates(t *testing.T) {
	const at = "https://lg.example"
	for hint, cert := range map[string]error{
		"for a certificate authority of your own, set SSL_CERT_FILE":        x509.UnknownAuthorityError{},
		"renew the server's certificate, or check this machine's clock":     x509.CertificateInvalidError{Reason: x509.Expired, Cert: new(x509.Certificate)},
		"check --url or LANGGRAPH_URL: the certificate is for another name": x509.HostnameError{Certificate: new(x509.Certificate), Host: "lg.example"},
		"have the server show a certificate that is good for it":            x509.CertificateInvalidError{Reason: x509.NotAuthorizedToSign, Cert: new(x509.Certificate)},
	} {
		got := (*Values)(nil).ExplainUnreachable(&tls.CertificateVerificationError{Err: cert}, LangGraphURL, at)
		if prefix := "LangGraph server " + at + ": its certificate is not trusted: "; got.Hint != hint || !strings.HasPrefix(got.Message, prefix) || !got.NoAnswer {
			t.Errorf("%v: %q with the hint %q, want %q", cert, got.Message, got.Hint, hint)
		}
	}
}
