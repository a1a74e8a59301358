package langgraphtest

import (
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"
)

// runRequest is the body with which a run is created, by whatever route.
type runRequest struct {
	AssistantID     string   `json:"assistant_id"`
	ThreadID        string   `json:"thread_id"`
	Input           any      `json:"input"`
	Command         any      `json:"command"`
	Metadata        object   `json:"metadata"`
	Config          object   `json:"config"`
	Context         object   `json:"context"`
	CheckpointID    string   `json:"checkpoint_id"`
	StreamMode      any      `json:"stream_mode"`
	InterruptBefore any      `json:"interrupt_before"`
	InterruptAfter  any      `json:"interrupt_after"`
	Webhook         any      `json:"webhook"`
	Multitask       string   `json:"multitask_strategy"`
	AfterSeconds    float64  `json:"after_seconds"`
	IfNotExists     string   `json:"if_not_exists"`
	OnCompletion    string   `json:"on_completion"`
	FeedbackKeys    []string `json:"feedback_keys"`
	Subgraphs       bool     `json:"stream_subgraphs"`
	Resumable       bool     `json:"stream_resumable"`
}

func (c *call) createRun() error {
	var body runRequest
	if err := c.decode(&body); err != nil {
		return err
	}
	threadID := c.r.PathValue("thread_id")
	r, err := c.newRun(threadID, body)
	if err != nil {
		return err
	}
	c.w.Header().Set("Content-Location", "/threads/"+threadID+"/runs/"+r.ID)
	return c.ok(r)
}

func (c *call) createStatelessRun() error {
	var body runRequest
	if err := c.decode(&body); err != nil {
		return err
	}
	r, err := c.newRun("", body)
	if err != nil {
		return err
	}
	c.w.Header().Set("Content-Location", "/runs/"+r.ID)
	return c.ok(r)
}

func (c *call) createRunBatch() error {
	var bodies []runRequest
	if err := c.decode(&bodies); err != nil {
		return err
	}
	if len(bodies) == 0 {
		return invalid("[] has less than 1 item")
	}
	runs := make([]*run, len(bodies))
	for i, body := range bodies {
		var err error
		if runs[i], err = c.newRun("", body); err != nil {
			return err
		}
	}
	return c.ok(runs)
}

// asked is the configuration as handlers get to see it: with the checkpoint that the run goes on from.
func (b runRequest) asked() object {
	if b.CheckpointID == "" {
		return b.Config
	}
	return merge(b.Config, object{"configurable": merge(configurable(b.Config), object{"checkpoint_id": b.CheckpointID})})
}

// checkRun refuses what is wrong with a request before anybody is asked.
func checkRun(threadID string, body runRequest) error {
	if body.AssistantID == "" {
		return invalid(`"assistant_id" is a required property`)
	}
	if _, err := uuid.Parse(assistantID(body.AssistantID)); err != nil {
		return invalid("Invalid assistant: '%s'. Must be either:\n- A valid assistant UUID, or\n- One of the registered graphs: %s", body.AssistantID, graphID)
	}
	if _, err := uuid.Parse(threadID); threadID != "" && err != nil {
		return invalid("Invalid thread ID")
	}
	if len(configurable(body.Config)) > 0 && len(body.Context) > 0 {
		return refuse(http.StatusBadRequest, configOrContext)
	}
	return nil
}

const configOrContext = "Cannot specify both configurable and context. Prefer setting context alone. Context was introduced in LangGraph 0.6.0 and is the long term planned replacement for configurable."

// newRun creates a run on the thread, or with no ID on a thread of its own, which
// is gone after it unless on_completion says keep. It asks for threads.create_run, and for assistants.read when
// the assistant is somebody's own.
func (c *call) newRun(threadID string, body runRequest) (*run, error) {
	if err := checkRun(threadID, body); err != nil {
		return nil, err
	}
	if err := c.checkWebhook(body.Webhook); err != nil {
		return nil, err
	}
	absent := notFound("Thread or assistant not found.")
	used := c.engine.assistant(assistantID(body.AssistantID), nil)
	if used == nil {
		return nil, absent
	}
	r := &run{ID: newID(), ThreadID: threadID, AssistantID: used.ID, Status: "pending", done: make(chan struct{})}
	temporary := threadID == "" && body.OnCompletion != "keep"
	body.Metadata = merge(body.Metadata)
	only, err := c.authorize("threads", "create_run", object{"thread_id": threadID, "assistant_id": used.ID,
		"run_id": r.ID, "metadata": body.Metadata, "if_not_exists": body.IfNotExists, "kwargs": object{"input": body.Input, "command": body.Command, "config": body.asked(), "context": body.Context}})
	if err != nil {
		return nil, err
	}
	if !used.system() {
		readable, err := c.authorize("assistants", "read", object{"assistant_id": used.ID})
		if err != nil {
			return nil, err
		}
		if !readable.matches(used.Metadata) {
			return nil, absent
		}
	}
	if threadID == "" && c.module.threadOfBody && c.engine.thread(body.ThreadID, nil) != nil {
		threadID, r.ThreadID, only, temporary = body.ThreadID, body.ThreadID, nil, false
	}
	t, known, err := c.threadFor(threadID, r, body, used, only)
	if err != nil {
		return nil, err
	}
	if body.Multitask == "interrupt" || body.Multitask == "rollback" {
		for _, other := range c.engine.inflight(t.ID) {
			c.engine.cancelRun(other, body.Multitask)
		}
	}
	t.Status = "busy"
	c.describe(r, t, used, known, body)
	r.Kwargs.Temporary = temporary
	c.engine.schedule(r, time.Duration(body.AfterSeconds*float64(time.Second)))
	return r, nil
}

// threadFor is the thread of a run, with the metadata that it had; one that is made where there is none.
func (c *call) threadFor(id string, r *run, body runRequest, used *assistant, only filter) (t *thread, known object, err error) {
	t = c.engine.thread(id, nil)
	switch {
	case t != nil && !only.matches(t.Metadata), t == nil && id != "" && body.IfNotExists != "create":
		return nil, nil, notFound("Thread or assistant not found.")
	case t != nil && body.Multitask == "reject" && len(c.engine.inflight(t.ID)) > 0:
		return nil, nil, refuse(http.StatusConflict, "Thread is already running a task. Wait for it to finish or choose a different multitask strategy.")
	case t != nil:
		c.engine.engage(t, used)
		return t, t.Metadata, nil
	case id == "":
		r.ThreadID = newID()
	}
	t = newThread(r.ThreadID, merge(object{"graph_id": used.GraphID, "assistant_id": used.ID}, body.Metadata))
	c.engine.threads = append(c.engine.threads, t)
	return t, object{}, nil
}

// engage marks an idle thread with the assistant that runs on it.
func (e *engine) engage(t *thread, used *assistant) {
	if t.Status == "busy" {
		return
	}
	t.Metadata = merge(t.Metadata, object{"graph_id": used.GraphID, "assistant_id": used.ID})
	t.Config = merge(used.Config, t.Config,
		object{"configurable": merge(configurable(used.Config), configurable(t.Config))})
	t.UpdatedAt = now()
}

// describe fills in what the run is about. Its metadata is that of assistant,
// thread and request put over each other; known is that of a thread that was there before.
func (c *call) describe(r *run, t *thread, used *assistant, known object, body runRequest) {
	configMetadata, _ := body.Config["metadata"].(object)
	r.Metadata = merge(used.Metadata, known, configMetadata, body.Metadata, object{"assistant_id": used.ID})
	r.CreatedAt = timestamp(time.Now().UTC().Add(time.Duration(body.AfterSeconds * float64(time.Second))))
	r.UpdatedAt = now()
	r.Multitask = "enqueue"
	if body.Multitask != "" {
		r.Multitask = body.Multitask
	}
	inner := merge(configurable(used.Config), configurable(t.Config), configurable(body.Config), body.Context, object{
		"__request_start_time_ms__": time.Now().UnixMilli(), "__after_seconds__": body.AfterSeconds,
		"langgraph_request_id": uuid.NewString(), "run_id": r.ID, "thread_id": t.ID,
		"graph_id": used.GraphID, "assistant_id": used.ID, "user_id": nil})
	if c.user != nil {
		inner = merge(inner, object{"langgraph_auth_user": c.user.public(), "langgraph_auth_user_id": c.user.identity,
			"langgraph_auth_permissions": []string{}, "user_id": c.user.identity})
	}
	if named := c.r.Header.Get("X-User-Id"); c.module.remembers == "header" && named != "" {
		inner["user_id"] = named
	}
	if c.module.remembers == "config" {
		inner = merge(inner, named(configurable(body.Config)), named(body.Context))
	}
	r.Kwargs = runKwargs{Input: body.Input, Command: body.Command, StreamMode: streamModes(body.StreamMode),
		Config:          merge(used.Config, body.Config, object{"configurable": inner, "metadata": r.Metadata}),
		Context:         merge(used.Context, body.Context),
		InterruptBefore: body.InterruptBefore, InterruptAfter: body.InterruptAfter, Webhook: body.Webhook,
		Subgraphs: body.Subgraphs, Resumable: body.Resumable, CheckpointDuring: true, Durability: "async"}
	if body.FeedbackKeys != nil {
		r.Kwargs.FeedbackKeys = body.FeedbackKeys
	}
}

// named is what a client says about who it is.
func named(configuration object) object {
	if id, ok := configuration["user_id"]; ok {
		return object{"user_id": id}
	}
	return nil
}

// checkWebhook refuses the server's own routes, unless they are allowed (recorded from langgraph-api 0.16.7).
func (c *call) checkWebhook(given any) error {
	address, _ := given.(string)
	if strings.HasPrefix(address, "/") && !c.module.webhooks {
		return refuse(http.StatusUnprocessableEntity, "Loopback webhooks (relative URLs and localhost) are disabled by default.")
	}
	return nil
}

// streamModes reads stream_mode, one or several; values when none is given.
func streamModes(given any) []string {
	switch given := given.(type) {
	case string:
		return []string{given}
	case []any:
		modes := []string{}
		for _, mode := range given {
			if mode, ok := mode.(string); ok {
				modes = append(modes, mode)
			}
		}
		return modes
	}
	return []string{"values"}
}
