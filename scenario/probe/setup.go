package probe

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"authcheck/langgraph"
	"authcheck/scenario/catalog"
	"authcheck/scenario/transcript"
)

// setUp makes everything that the checks need. What can't be made is noted, and
// costs only the checks that need it.
func (p *Prober) setUp(ctx context.Context) {
	p.log.set("thread_new", uuid.NewString())
	p.discoverGraph(ctx)
	p.makeAll(ctx, catalog.Assistants)
	p.learnShape(ctx)
	together(
		func() { p.setUpThreads(ctx) },
		func() { p.makeAll(ctx, catalog.Crons) },
		func() { p.setUpStore(ctx) },
		func() { p.addVersion(ctx) },
	)
	p.meet(ctx)
	p.proveCrons(ctx)
	p.overlapLists(ctx)
}

// together runs functions at the same time, and waits for all.
func together(functions ...func()) {
	var all errgroup.Group
	for _, f := range functions {
		all.Go(func() error { f(); return nil })
	}
	_ = all.Wait()
}

func (p *Prober) makeAll(ctx context.Context, fixtures []catalog.Fixture) {
	var all errgroup.Group
	for _, f := range fixtures {
		if p.log.get(f.Name) == "" && !p.isPaired(f.Name) {
			all.Go(func() error { p.make(ctx, f); return nil })
		}
	}
	_ = all.Wait()
}

// make creates a fixture as user 1 and keeps its ID.
func (p *Prober) make(ctx context.Context, f catalog.Fixture) {
	owner := p.keys.owner()
	if missing, reason := p.log.lacks(f.Create, owner.Identity); missing != "" {
		p.log.lackLike(f.Name, missing, reason)
		return
	}
	shape := p.log.known().Shape
	e, id := p.makeOnce(ctx, f)
	if p.isToGive(e) || id == "" && f.Instead != nil && p.reshaped(shape) {
		e, id = p.makeOnce(ctx, f)
	}
	p.keepControl(e)
	switch {
	case id != "":
		p.log.set(f.Name, id)
	case f.Instead != nil:
		p.make(ctx, *f.Instead)
	default:
		p.lackAnswered(f.Name, f.Create, e)
	}
}

func (p *Prober) makeOnce(ctx context.Context, f catalog.Fixture) (e transcript.Exchange, id string) {
	owner := p.keys.owner()
	if f.Create.Creates == "" { // a run on one of these threads, which goes with it
		e = p.as(ctx, owner, f.Create)
		return e, p.fieldOf(e, f.Field)
	}
	e = p.create(ctx, owner, f.Create)
	return e, p.idOf(e, f.Create.Creates)
}

// isToGive tells a run or cron that was refused, and that has not yet brought what the graph's
// schemas ask for. From then on all of them do.
func (p *Prober) isToGive(e transcript.Exchange) bool {
	var sent struct{ Input, Context map[string]any }
	if !slices.Contains([]int{http.StatusBadRequest, http.StatusUnprocessableEntity}, e.Status()) ||
		json.Unmarshal(e.Request.Body, &sent) != nil || sent.Input == nil {
		return false
	}
	given := p.awaitSchemas()
	if given == nil || hasAll(sent.Input, given.Input) && hasAll(sent.Context, given.Context) {
		return false
	}
	p.log.change(func(t *transcript.Transcript) { t.Facts.Given = given })
	return true
}

// hasAll tells whether an object has the keys of another.
func hasAll(object, other map[string]any) bool {
	for key := range other {
		if _, has := object[key]; !has {
			return false
		}
	}
	return true
}

// fieldOf is an ID in an accepted answer.
func (p *Prober) fieldOf(e transcript.Exchange, field string) string {
	id := ""
	if e.OK() {
		id = stringField([]byte(e.Response.Body), field)
	}
	if !isID(id) {
		return ""
	}
	return id
}

// lackAnswered notes that something could not be had, and whether that was a failure
// on the way or what the server wants.
func (p *Prober) lackAnswered(name string, o catalog.Operation, e transcript.Exchange) {
	if o.Creates == catalog.Assistant && p.config.Graph != "" && e.Status() == http.StatusNotFound {
		p.wire.fallShort("no such graph", noSuchGraph(p.config.Graph, langgraph.GraphsIn(e.Response.Body)))
	}
	p.log.lack(name, e.Why(o.Doc), p.broke(o, e) || e.OK() && !p.ways.choosing.Load())
}

// noSuchGraph is about a graph that was asked for: without it little can be tried, and what
// names it is refused for that.
func noSuchGraph(name string, others []string) string {
	note := fmt.Sprintf("there is no graph %q", name)
	if len(others) > 0 {
		note += "; the server has " + strings.Join(others, ", ")
	}
	return note + ": choose one with --graph"
}

// broke tells an answer that failed on the way, rather than one that the server gives.
func (p *Prober) broke(o catalog.Operation, e transcript.Exchange) bool {
	got := p.log.known().Outcome(o, e, transcript.Exchange{})
	return got == transcript.NoAnswer || got == transcript.Redirected || e.IsPage() || e.Status() == http.StatusUnauthorized
}

// tell has user 1 tell the graph something on a thread of its own, which user 2 will name.
func (p *Prober) tell(ctx context.Context) {
	if !p.config.RunGraph {
		return
	}
	p.make(ctx, catalog.ToldThread)
	if p.log.get("thread_m") == "" || p.as(ctx, p.keys.owner(), catalog.Tell).OK() {
		return
	}
	p.log.change(func(t *transcript.Transcript) { delete(t.Facts.Things, "thread_m") })
}

// discoverGraph asks for a graph that can't exist: the Python server's refusal
// names the registered ones; the JS server's does not, there it is "agent".
func (p *Prober) discoverGraph(ctx context.Context) {
	graph := p.config.Graph
	if graph == "" {
		graph = p.config.Project.Graph("agent")
		names := p.askGraphs(ctx)
		if len(names) > 0 && !slices.Contains(names, graph) {
			graph = names[0]
		}
		p.graphs = slices.DeleteFunc(names, func(name string) bool { return name == graph })
	}
	p.log.change(func(t *transcript.Transcript) { t.Facts.Graph, t.Facts.Graphs = graph, p.graphs })
	for _, name := range []string{"second_graph", "third_graph"} {
		p.log.lack(name, "the server names no more graphs", false)
	}
}

// askGraphs lists the graphs of the server, as far as its refusals name them.
func (p *Prober) askGraphs(ctx context.Context) []string {
	for _, question := range []catalog.Operation{catalog.UnknownGraph, catalog.UnknownAssistant} {
		e := p.as(ctx, p.keys.owner(), question)
		if e.Response == nil {
			continue
		}
		if names := langgraph.GraphsIn(e.Response.Body); len(names) > 0 || e.OK() {
			return names
		}
	}
	return nil
}

// NoSuchGraphError says that the server does not have the graph that was asked for.
type NoSuchGraphError struct {
	Graph string
	Has   []string
}

func (e *NoSuchGraphError) Error() string {
	return fmt.Sprintf("the server has no graph %q; it has %s", e.Graph, strings.Join(e.Has, ", "))
}

// CheckGraph tells whether the graph that was asked for is one that the server names.
func (p *Prober) CheckGraph(ctx context.Context) error {
	if p.config.Graph == "" {
		return nil
	}
	if names := p.askGraphs(ctx); len(names) > 0 && !slices.Contains(names, p.config.Graph) {
		return &NoSuchGraphError{p.config.Graph, names}
	}
	return nil
}

func (p *Prober) setUpThreads(ctx context.Context) {
	fixtures := catalog.Threads
	if p.config.RunGraph {
		fixtures = append(slices.Clip(fixtures), catalog.LiveThread)
	}
	p.makeAll(ctx, fixtures)
	together(
		func() { p.tell(ctx) },
		func() { p.makeAll(ctx, catalog.Runs); p.endRun(ctx) },
		func() { p.findCheckpoint(ctx) },
	)
}

// endRun cancels the run that is read and joined, so that joining it ends at once.
func (p *Prober) endRun(ctx context.Context) {
	if p.log.get("run") != "" {
		p.asControl(ctx, catalog.EndRun)
	}
}

// findCheckpoint reads the seeded state: its checkpoint, and whether it shows the canary.
// Servers that make threads without a state are given it afterwards.
func (p *Prober) findCheckpoint(ctx context.Context) {
	if p.log.get("thread_s") == "" {
		return
	}
	owner := p.keys.owner()
	e := p.as(ctx, owner, catalog.ReadState)
	checkpoint, usable := p.checkpointIn(e)
	if checkpoint == "" {
		p.awaitSchemas() // the state may be of another shape
	}
	if checkpoint == "" && usable && p.as(ctx, owner, catalog.UpdateState).OK() {
		e = p.as(ctx, owner, catalog.ReadState)
		checkpoint, usable = p.checkpointIn(e)
	}
	p.keepControl(e)
	if checkpoint != "" {
		p.log.set("checkpoint", checkpoint)
		return
	}
	p.log.lack("checkpoint", "the state of a thread could not be seeded for this graph", !usable && e.Status() != 404)
}

// checkpointIn is the checkpoint of a state that shows the canary, "" where it does not,
// and whether the answer is usable at all.
func (p *Prober) checkpointIn(e transcript.Exchange) (id string, usable bool) {
	var state struct {
		Checkpoint struct {
			ID string `json:"checkpoint_id"`
		} `json:"checkpoint"`
	}
	if e.OK() && json.Unmarshal([]byte(e.Response.Body), &state) == nil && strings.Contains(e.Response.Body, p.log.known().Canary) {
		id = state.Checkpoint.ID
	}
	return id, p.log.known().LetIn(catalog.ReadState, e)
}

// addVersion gives an assistant a second version, so that going back to the first shows.
func (p *Prober) addVersion(ctx context.Context) {
	if p.log.get("assistant_d") == "" {
		return
	}
	if e := p.asControl(ctx, catalog.SecondVersion); !e.OK() {
		p.log.change(func(t *transcript.Transcript) { delete(t.Facts.Things, "assistant_d") })
		p.lackAnswered("assistant_d", catalog.SecondVersion, e)
	}
}
