package verdict

import (
	"encoding/json"
	"net/http"
	"strings"

	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// judgeDevelopment knows the development server by what it says of an unknown thread, and of
// deploying. Where others than this machine reach it, user 1's thread is the proof, or that
// there is something to deploy.
func (c *court) judgeDevelopment(v visit) judgement {
	var said struct {
		Error    string `json:"error"`
		Protocol int    `json:"protocol_version"`
	}
	if v.got == transcript.NoAnswer {
		return judgement{catalog.Error, undecided, "no usable answer"}
	}
	_ = json.Unmarshal([]byte(v.answer.Response.Body), &said)
	thread := c.supply().Values(v.op, v.id).Texts["conversation"]
	shown := v.got == transcript.Leaked || v.answer.OK() && strings.Contains(v.answer.Request.Path, thread) && strings.Contains(v.answer.Response.Body, thread)
	switch {
	case v.route.Path == catalog.DeployRoute && v.answer.OK() && said.Protocol != 0:
		return c.exposed("How to deploy the project is told to, and may be done by, anybody", "says how to deploy to anybody, on the development server only")
	case shown:
		return c.exposed("User 1's thread is shown to anybody", anyThread)
	case v.route.Path == catalog.DevelopmentRoute && v.answer.Status() == http.StatusNotFound && said.Error == "not found":
		return judgedAs(developmentRoutes, anyThread)
	}
	return judgement{catalog.Skip, "", "not there: " + v.answer.Brief()}
}

// exposed judges what the development server gives to anybody by who that is.
func (c *court) exposed(what, here string) judgement {
	switch c.Target.Reach {
	case transcript.Public:
		return judgedAs(developmentExposed, what+" on the internet")
	case transcript.Private:
		return judgement{catalog.Warn, developmentExposed, what + " on the network"}
	}
	return judgedAs(developmentRoutes, here)
}

const (
	developmentExposed = "development-server-exposed"
	developmentRoutes  = "development-routes"
	anyThread          = "shows any thread to anybody, on the development server only"
)
