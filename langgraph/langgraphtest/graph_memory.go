package langgraphtest

import (
	"cmp"
	"fmt"
)

// memory names whose memory a run looks into.
func (m module) memory(r *run) string {
	switch m.remembers {
	case "all":
		return "all"
	case "config", "header":
		return fmt.Sprint(configurable(r.Kwargs.Config)["user_id"])
	case "input":
		input, _ := r.Kwargs.Input.(object)
		return fmt.Sprint(cmp.Or(input["user_id"], configurable(r.Kwargs.Config)["user_id"]))
	}
	return ""
}

// caches is under what a node's answer is kept, "" for nowhere: by the question, or by that and the user.
func (m module) caches(r *run, said string) string {
	switch m.remembers {
	case "answers":
		return said
	case "answers of each":
		return fmt.Sprint(configurable(r.Kwargs.Config)["langgraph_auth_user_id"], said)
	}
	return ""
}

// recall adds what the graph remembers to what its node writes, and remembers that.
func (e *engine) recall(r *run, update object) object {
	owner, said := e.memory(r), fmt.Sprint(update["messages"].([]any)[0].(object)["content"])
	if user, _ := configurable(r.Kwargs.Config)["langgraph_auth_user_id"].(string); e.writes && user != "" {
		e.items = append(e.items, &item{Namespace: []string{"artifacts", user}, Key: r.ID, Value: object{"text": said}, CreatedAt: now(), UpdatedAt: now()})
	}
	switch key := e.caches(r, said); {
	case key != "":
		if e.memories[key] == "" {
			who, _ := configurable(r.Kwargs.Config)["langgraph_auth_user"].(object)
			e.memories[key] = fmt.Sprintf("%s: you are %v", said, who["email"])
		}
		return object{"messages": []any{object{"role": "assistant", "content": e.memories[key]}}}
	case owner == "":
		return update
	}
	known := e.memories[owner]
	e.memories[owner] = known + "; " + said
	return object{"messages": []any{object{"role": "assistant", "content": said + known}}}
}

// call is a webhook that is the server's own route: it updates the state of the thread
// that it names, as nobody in particular.
func (e *engine) call(r *run) {
	address, _ := r.Kwargs.Webhook.(string)
	var id string
	if n, err := fmt.Sscanf(address, "/threads/%36s/state", &id); n != 1 || err != nil {
		return
	}
	if t := e.thread(id, nil); t != nil {
		t.step(startNode, reduce(t.state(), r.final), after(startNode), r.Metadata)
	}
}
