package settings

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"

	"authcheck/cmd/failure"
	"authcheck/langgraph"
	"authcheck/scenario"
)

// ExplainUnreachable words an error of the transport: there was no answer from
// the server that a setting names. The values may be nil.
func (v *Values) ExplainUnreachable(err error, id ID, at string) *failure.Error {
	name, source := Table[id].Name, v.From(id)
	var (
		dns     *net.DNSError
		record  tls.RecordHeaderError
		cert    *tls.CertificateVerificationError
		network net.Error
		op      *net.OpError
	)
	said := func(hint, format string, args ...any) *failure.Error {
		e := failure.NoAnswer(hint, "%s %s: %s", name, at, fmt.Sprintf(format, args...))
		e.Cause = err
		return e
	}
	switch {
	case errors.As(err, &op) && op.Op == "proxyconnect":
		return said("check HTTP_PROXY and HTTPS_PROXY, or name the host in NO_PROXY", "the proxy in front does not answer: %v", failure.Root(err))
	case errors.As(err, &dns) && !dns.IsNotFound:
		return said("try again, and check this machine's name server", "its address could not be looked up: %s", dns.Err)
	case errors.As(err, &dns):
		return said("check "+source+"; a deleted or long paused project has no address", "no such host")
	case errors.Is(err, syscall.ECONNREFUSED):
		return said("start the server, or check "+source, "nothing listens there")
	case errors.Is(err, http.ErrSchemeMismatch), errors.As(err, &record):
		return said("check "+source+": http:// is for servers without TLS", "the server does not speak TLS")
	case errors.As(err, &cert):
		return said(forCertificate(cert.Err, source), "its certificate is not trusted: %s", strings.TrimPrefix(cert.Err.Error(), "x509: "))
	case errors.As(err, &network) && network.Timeout(), errors.Is(err, os.ErrDeadlineExceeded):
		return said("try again, or allow more with --request-timeout", "no answer in time")
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return said("check "+source+": is this the right port, http and not https?", "the connection broke before an answer came")
	default:
		return said("check "+source, "%v", failure.Root(err))
	}
}

// forCertificate is the next step where a certificate is not trusted.
func forCertificate(err error, source string) string {
	var (
		authority x509.UnknownAuthorityError
		host      x509.HostnameError
		invalid   x509.CertificateInvalidError
	)
	switch {
	case errors.As(err, &authority):
		return "for a certificate authority of your own, set SSL_CERT_FILE"
	case errors.As(err, &host):
		return "check " + source + ": the certificate is for another name"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "renew the server's certificate, or check this machine's clock"
	}
	return "have the server show a certificate that is good for it"
}

// ExplainLangGraph words why nothing could be started on the LangGraph server.
func (v *Values) ExplainLangGraph(ctx context.Context, err error, at string) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if none, ok := errors.AsType[*scenario.NoSuchGraphError](err); ok {
		return failure.Refused("choose one with "+Table[Graph].Sources(), "%v", none)
	}
	if other, ok := errors.AsType[*langgraph.NotLangGraphError](err); ok {
		hint := "something else may have taken the port, and langgraph dev another one"
		switch {
		case other.Status >= 300 && other.Status < 400:
			hint = "redirects are not followed"
		case langgraph.GatewaysOwn(other.Status):
			hint = "a gateway answers there, and no server behind it"
		}
		return failure.NoAnswer("check "+v.From(LangGraphURL)+": "+hint, "%v", err)
	}
	if _, ok := errors.AsType[*langgraph.NoAnswerError](err); ok {
		return v.ExplainUnreachable(err, LangGraphURL, at)
	}
	return err
}
