package langgraphtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// object is a JSON object on the wire.
type object = map[string]any

// refusal is an answer that says no: its status and the text under "detail".
type refusal struct {
	status int
	detail string
}

func (r *refusal) Error() string { return fmt.Sprintf("%d: %s", r.status, r.detail) }

// refuse is the counterpart of Python's HTTPException.
func refuse(status int, format string, args ...any) error {
	return &refusal{status: status, detail: fmt.Sprintf(format, args...)}
}

func notFound(format string, args ...any) error {
	return refuse(http.StatusNotFound, format, args...)
}

func invalid(format string, args ...any) error {
	return refuse(http.StatusUnprocessableEntity, format, args...)
}

// errCrash is an exception that nothing caught.
var errCrash = errors.New("exception in application")

// maxBody bounds what is read of a request, drainTime how long a crash waits for
// the rest of it.
const (
	maxBody   = 16 << 20
	drainTime = 50 * time.Millisecond
)

// fail answers an error in the manner of the server that is played.
func (c *call) fail(err error) {
	var no *refusal
	var label errNamespace
	switch {
	case errors.Is(err, errGone):
		return
	case errors.As(err, &label):
		_ = c.text(http.StatusUnprocessableEntity, "", label.Error())
	case !errors.As(err, &no), c.module.crashes && no.status == http.StatusNotFound:
		c.crash()
		return
	case c.module.rephrases != nil && c.module.rephrases(c, no):
	case c.r.Header.Get("Upgrade") != "":
		_ = c.text(http.StatusForbidden, "text/plain; charset=utf-8", "")
	case c.module.plainDenials:
		_ = c.text(no.status, "text/plain;charset=UTF-8", no.detail)
	case c.module.aegra && c.route.name != unmatched:
		_ = c.refusedByAegra(no)
	default:
		_ = c.json(no.status, object{"detail": no.detail})
	}
	c.send()
}

// crash answers 500 and drops the connection without announcing it, as uvicorn
// does: whoever keeps the connection for the next request finds it reset.
func (c *call) crash() {
	const text = "Internal Server Error"
	control := http.NewResponseController(c.w)
	// What is left unread would reset the connection before the answer is there.
	_ = control.SetReadDeadline(time.Now().Add(drainTime))
	_, _ = io.Copy(io.Discard, io.LimitReader(c.r.Body, maxBody))
	conn, _, err := control.Hijack()
	if err != nil {
		http.Error(c.w, text, http.StatusInternalServerError)
		return
	}
	defer conn.Close()
	fmt.Fprintf(conn, "HTTP/1.1 500 %s\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s",
		text, len(text), text)
}

// reply is an answer that is ready to be sent.
type reply struct {
	status      int
	contentType string
	data        []byte
}

// json makes a JSON document the answer.
func (c *call) json(status int, body any) error {
	data, err := encode(body)
	if err != nil {
		return err
	}
	c.reply = &reply{status, "application/json", data}
	return nil
}

func (c *call) ok(body any) error { return c.json(http.StatusOK, body) }

// text makes something else than JSON the answer.
func (c *call) text(status int, contentType, body string) error {
	c.reply = &reply{status, contentType, []byte(body)}
	return nil
}

func (c *call) empty(status int) error { return c.text(status, "", "") }

// send writes the answer; a route that streamed has left none.
func (c *call) send() {
	if c.reply == nil {
		return
	}
	if c.reply.contentType != "" {
		c.w.Header().Set("Content-Type", c.reply.contentType)
	}
	c.w.WriteHeader(c.reply.status)
	_, _ = c.w.Write(c.reply.data)
}

// encode writes JSON as orjson does: compact, HTML characters as they are.
func encode(body any) ([]byte, error) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(body); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buffer.Bytes(), []byte("\n")), nil
}

// read takes in the request's body.
func (c *call) read() error {
	data, err := io.ReadAll(http.MaxBytesReader(c.w, c.r.Body, maxBody))
	if err != nil {
		return refuse(http.StatusRequestEntityTooLarge, "Request body too large (limit: %d bytes)", maxBody)
	}
	c.body = bytes.TrimSpace(data)
	return nil
}

// decode reads the request's JSON document into v, refusing with the real
// server's words what is no JSON or has another shape.
func (c *call) decode(v any) error {
	if !json.Valid(c.body) {
		return invalid("Invalid JSON in request body")
	}
	err := json.Unmarshal(c.body, v)
	var mismatch *json.UnmarshalTypeError
	if errors.As(err, &mismatch) {
		return invalid("%s is not of type %q", c.body, pythonType(mismatch))
	}
	return err
}

func pythonType(mismatch *json.UnmarshalTypeError) string {
	switch mismatch.Type.Kind().String() {
	case "slice":
		return "array"
	case "string":
		return "string"
	case "int":
		return "integer"
	case "bool":
		return "boolean"
	}
	return "object"
}

// selected keeps the named fields of an item; all when none is named.
func selected(item any, fields []string) (any, error) {
	if len(fields) == 0 {
		return item, nil
	}
	data, err := encode(item)
	if err != nil {
		return nil, err
	}
	var all, chosen = object{}, object{}
	if err := json.Unmarshal(data, &all); err != nil {
		return nil, err
	}
	for _, field := range fields {
		if value, ok := all[field]; ok {
			chosen[field] = value
		}
	}
	return chosen, nil
}

// mustEncode is for what the server made up itself.
func mustEncode(body any) []byte {
	data, err := encode(body)
	if err != nil {
		panic(err)
	}
	return data
}
