package cmd

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"

	"authcheck/langgraph"
)

// explainUnreachable words an error of the transport: there was no answer from
// the server that a setting names.
func explainUnreachable(err error, id settingID, at string) *exitError {
	name, source := table[id].name, table[id].sources()
	var (
		dns     *net.DNSError
		record  tls.RecordHeaderError
		cert    *tls.CertificateVerificationError
		network net.Error
		op      *net.OpError
	)
	said := func(hint, format string, args ...any) *exitError {
		e := noAnswer(hint, "%s %s: %s", name, at, fmt.Sprintf(format, args...))
		e.cause = err
		return e
	}
	switch {
	case errors.As(err, &op) && op.Op == "proxyconnect":
		return said("check HTTP_PROXY and HTTPS_PROXY, or name the host in NO_PROXY", "the proxy in front does not answer: %v", rootCause(err))
	case errors.As(err, &dns):
		return said("check "+source+"; a deleted or long paused project has no address", "no such host")
	case errors.Is(err, syscall.ECONNREFUSED):
		return said("start the server, or check "+source, "nothing listens there")
	case errors.Is(err, http.ErrSchemeMismatch), errors.As(err, &record):
		return said("check http:// and https:// in "+source, "the server does not speak TLS")
	case errors.As(err, &cert):
		return said("for a certificate authority of your own, set SSL_CERT_FILE", "its certificate is not trusted: %s", strings.TrimPrefix(cert.Err.Error(), "x509: "))
	case errors.As(err, &network) && network.Timeout(), errors.Is(err, os.ErrDeadlineExceeded):
		return said("try again, or allow more with --request-timeout", "no answer in time")
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET):
		return said("check "+source+": is this the right port, http and not https?", "the connection broke before an answer came")
	default:
		return said("check "+source, "%v", rootCause(err))
	}
}

// explainServer words why nothing could be started on the LangGraph server.
func explainServer(ctx context.Context, err error, at string) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if other, ok := errors.AsType[*langgraph.NotLangGraphError](err); ok {
		hint := "something else may have taken the port, and langgraph dev another one"
		if strings.Contains(other.What, "redirect") {
			hint = "redirects are not followed"
		}
		return noAnswer("check "+table[langgraphURL].sources()+": "+hint, "%v", err)
	}
	if _, ok := errors.AsType[*langgraph.NoAnswerError](err); ok {
		return explainUnreachable(err, langgraphURL, at)
	}
	return err
}

func rootCause(err error) error {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err
		}
		err = next
	}
}
