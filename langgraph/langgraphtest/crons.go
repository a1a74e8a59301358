package langgraphtest

import (
	"net/http"
	"regexp"
	"strings"
	"time"
)

// cron is a run that recurs. Here it never comes due.
type cron struct {
	ID             string    `json:"cron_id"`
	AssistantID    string    `json:"assistant_id"`
	ThreadID       *string   `json:"thread_id"`
	UserID         *string   `json:"user_id"`
	EndTime        any       `json:"end_time"`
	Schedule       string    `json:"schedule"`
	Timezone       any       `json:"timezone"`
	Payload        object    `json:"payload"`
	NextRunDate    timestamp `json:"next_run_date"`
	Metadata       object    `json:"metadata"`
	OnRunCompleted any       `json:"on_run_completed"`
	Enabled        bool      `json:"enabled"`
	CreatedAt      timestamp `json:"created_at"`
	UpdatedAt      timestamp `json:"updated_at"`
}

var cronRoutes = []route{
	{name: "crons.create", method: "POST", path: "/runs/crons", serve: (*call).createCron},
	{name: "crons.create_thread", method: "POST", path: "/threads/{thread_id}/runs/crons", serve: (*call).createCron},
	{name: "crons.search", method: "POST", path: "/runs/crons/search", serve: (*call).searchCrons},
	{name: "crons.count", method: "POST", path: "/runs/crons/count", serve: (*call).countCrons},
	{name: "crons.get", method: "GET", path: "/runs/crons/{cron_id}", serve: (*call).getCron},
	{name: "crons.patch", method: "PATCH", path: "/runs/crons/{cron_id}", serve: (*call).patchCron},
	{name: "crons.delete", method: "DELETE", path: "/runs/crons/{cron_id}", serve: (*call).deleteCron},
}

var cronField = regexp.MustCompile(`^[0-9*,/A-Za-z-]+$`)

func checkSchedule(schedule string) error {
	fields := strings.Fields(schedule)
	sound := len(fields) == 5
	for _, field := range fields {
		sound = sound && cronField.MatchString(field)
	}
	if !sound {
		return invalid("Invalid cron schedule: '%s'. Reason: Invalid cron schedule. Ensure the schedule uses the standard cron format (minute hour day_of_month month day_of_week). Example: '*/5 * * * *' for every 5 minutes.", schedule)
	}
	return nil
}

// nextYear stands in for the next run date of any schedule.
func nextYear() timestamp {
	return timestamp(time.Date(time.Now().UTC().Year()+1, 1, 1, 0, 0, 0, 0, time.UTC))
}

func (e *engine) cron(id string, only filter) *cron {
	found := find(e.crons, func(cr *cron) bool { return cr.ID == id })
	if found == nil || !only.matches(found.Metadata) {
		return nil
	}
	return found
}

// cronRequest is the body of create and patch; the cron's payload is all of it.
type cronRequest struct {
	AssistantID    string  `json:"assistant_id"`
	Schedule       *string `json:"schedule"`
	EndTime        any     `json:"end_time"`
	Metadata       object  `json:"metadata"`
	OnRunCompleted *string `json:"on_run_completed"`
	Enabled        *bool   `json:"enabled"`
	Timezone       any     `json:"timezone"`
	payload        object
}

func (c *call) cronRequest() (cronRequest, error) {
	var body cronRequest
	if err := c.decode(&body); err != nil {
		return body, err
	}
	if err := c.decode(&body.payload); err != nil {
		return body, err
	}
	return body, nil
}

// createCron serves both routes: on a thread of the caller's, or on a new one
// each time. It asks for crons.create, for the assistant and for the thread.
func (c *call) createCron() error {
	cr := &cron{ID: newID(), Timezone: nil, Enabled: true, NextRunDate: nextYear(), CreatedAt: now()}
	if c.r.PathValue("thread_id") != "" {
		id, err := c.uuidPath("thread_id", "thread")
		if err != nil {
			return err
		}
		cr.ThreadID = &id
	} else {
		cr.OnRunCompleted = "delete"
	}
	body, err := c.cronRequest()
	if err != nil {
		return err
	}
	if body.Schedule == nil {
		return invalid(`"schedule" is a required property`)
	}
	if body.AssistantID == "" {
		return errCrash
	}
	cr.Metadata = merge(body.Metadata)
	if err := c.authorizeCron(cr, body); err != nil {
		return err
	}
	cr.AssistantID = assistantID(body.AssistantID)
	cr.UpdatedAt = cr.CreatedAt
	cr.apply(body)
	cr.Payload["assistant_id"] = cr.AssistantID
	if body.Metadata != nil {
		cr.Payload["metadata"] = cr.Metadata
	}
	if c.user != nil {
		cr.UserID = &c.user.identity
	}
	c.engine.crons = append(c.engine.crons, cr)
	return c.ok(cr)
}

func (c *call) authorizeCron(cr *cron, body cronRequest) error {
	if _, err := c.authorize("crons", "create", object{"payload": body.payload, "schedule": *body.Schedule,
		"cron_id": cr.ID, "thread_id": cr.ThreadID, "metadata": cr.Metadata}); err != nil {
		return err
	}
	if err := checkSchedule(*body.Schedule); err != nil {
		return err
	}
	id := assistantID(body.AssistantID)
	if id != systemAssistantID {
		only, err := c.authorize("assistants", "read", object{"assistant_id": id})
		if err != nil {
			return err
		}
		if c.engine.assistant(id, only) == nil {
			return notFound("Assistant '%s' not found", id)
		}
	}
	if cr.ThreadID == nil {
		return nil
	}
	only, err := c.authorize("threads", "read", object{"thread_id": *cr.ThreadID, "metadata": merge(cr.Metadata)})
	if err != nil {
		return err
	}
	if c.engine.thread(*cr.ThreadID, only) == nil {
		return notFound("Thread with ID '%s' not found. Please verify the ID is correct and the thread hasn't been deleted or expired.", *cr.ThreadID)
	}
	return nil
}

// apply takes over what the body names.
func (cr *cron) apply(body cronRequest) {
	if body.Schedule != nil {
		cr.Schedule = *body.Schedule
	}
	if _, given := body.payload["end_time"]; given {
		cr.EndTime = body.EndTime
	}
	if body.Enabled != nil {
		cr.Enabled = *body.Enabled
	}
	if body.OnRunCompleted != nil && cr.ThreadID == nil {
		cr.OnRunCompleted = *body.OnRunCompleted
	}
	if body.Timezone != nil {
		cr.Timezone = body.Timezone
	}
	config, _ := body.payload["config"].(object)
	cr.Payload = merge(cr.Payload, body.payload, object{"config": merge(config,
		object{"configurable": merge(configurable(config), object{"cron_id": cr.ID})})})
}

func (c *call) getCron() error {
	id, err := c.uuidPath("cron_id", "cron")
	if err != nil {
		return err
	}
	only, err := c.authorize("crons", "read", object{"cron_id": id})
	if err != nil {
		return err
	}
	found := c.engine.cron(id, only)
	if found == nil {
		return notFound("Not Found")
	}
	return c.ok(found)
}

func (c *call) patchCron() error {
	id, err := c.uuidPath("cron_id", "cron")
	if err != nil {
		return err
	}
	body, err := c.cronRequest()
	if err != nil {
		return err
	}
	if len(body.payload) == 0 {
		return refuse(http.StatusBadRequest, "Request body cannot be empty")
	}
	value := object{"cron_id": id, "payload": body.payload}
	if body.Metadata != nil {
		value["metadata"] = body.Metadata
	}
	only, err := c.authorize("crons", "update", value)
	if err != nil {
		return err
	}
	cr := c.engine.cron(id, only)
	if cr == nil {
		return notFound("Cron '%s' not found", id)
	}
	if body.Schedule != nil {
		if err := checkSchedule(*body.Schedule); err != nil {
			return err
		}
	}
	assistant := cr.AssistantID
	cr.apply(body)
	cr.Payload["assistant_id"] = assistant
	cr.Metadata = merge(cr.Metadata, body.Metadata)
	cr.UpdatedAt = now()
	return c.ok(cr)
}

func (c *call) deleteCron() error {
	id, err := c.uuidPath("cron_id", "cron")
	if err != nil {
		return err
	}
	only, err := c.authorize("crons", "delete", object{"cron_id": id})
	if err != nil {
		return err
	}
	if c.engine.cron(id, only) == nil {
		return notFound("Not Found")
	}
	remove(&c.engine.crons, func(cr *cron) bool { return cr.ID == id })
	return c.empty(http.StatusNoContent)
}
