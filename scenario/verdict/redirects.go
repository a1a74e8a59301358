package verdict

import (
	"net/http"
	"net/url"

	"authcheck/scenario/catalog"
)

// sentBack tells a trick that the server has taken out of the request: it sends the caller
// to the same without it, which is tried as well.
func (c *court) sentBack(t trial) bool {
	if t.op.Plain == nil || t.answer.Status() == http.StatusNotModified {
		return false
	}
	plain, _ := catalog.Named(t.op.Plain[0]).Request(c.supply().Values(t.op, t.id))
	to, err := url.Parse(t.answer.Response.Location)
	return err == nil && to.EscapedPath() == plain.Path && to.RawQuery == plain.Query.Encode()
}
