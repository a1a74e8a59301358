package cmd

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/charmbracelet/huh"
	"golang.org/x/term"
)

// errPromptAborted says that the user left a prompt with Ctrl-C.
var errPromptAborted = errors.New("interrupted")

// Prompter asks a person for values.
type Prompter interface {
	// Ask returns one answer per question, each of which passed its check.
	Ask(ctx context.Context, questions []Question) ([]string, error)

	// Confirm asks a question that is answered with yes or no, no being the default.
	Confirm(ctx context.Context, question string) (bool, error)
}

// Question is one value to ask for.
type Question struct {
	Title       string
	Description string
	Offer       string // taken when the answer is empty
	Secret      bool   // not shown while it is typed
	Check       func(string) error
}

// accept is the value that an answer stands for.
func (q Question) accept(answer string) (string, error) {
	if answer == "" && q.Offer != "" {
		return q.Offer, nil
	}
	if answer == "" {
		return "", errors.New("please type a value")
	}
	return answer, q.Check(answer)
}

// huhPrompter asks on a terminal, one screen for all questions, or line by line
// in accessible mode.
type huhPrompter struct {
	in, out    *os.File
	accessible bool
}

func (p *huhPrompter) Ask(ctx context.Context, questions []Question) ([]string, error) {
	answers := make([]string, len(questions))
	if err := p.run(ctx, p.form(questions, answers)); err != nil {
		return nil, err
	}
	for i, q := range questions {
		var err error
		// Accessible mode returns what it has when the input ends.
		if answers[i], err = q.accept(answers[i]); err != nil {
			return nil, errPromptAborted
		}
	}
	return answers, nil
}

// Confirm shows what can be answered; in accessible mode that is [y/N].
func (p *huhPrompter) Confirm(ctx context.Context, question string) (bool, error) {
	yes := false
	field := huh.NewConfirm().Title(question).Affirmative("Yes").Negative("No").Value(&yes)
	err := p.run(ctx, p.formOf(field))
	return yes && err == nil, err
}

func (p *huhPrompter) form(questions []Question, answers []string) *huh.Form {
	fields := make([]huh.Field, len(questions))
	for i, q := range questions {
		input := huh.NewInput().
			Title(q.title(p.accessible)).
			Description(q.Description).
			Placeholder(q.Offer).
			Value(&answers[i]).
			Validate(func(answer string) error { _, err := q.accept(answer); return err })
		if q.Secret {
			input.EchoMode(huh.EchoModePassword)
		}
		fields[i] = input
	}
	return p.formOf(fields...)
}

// formOf is one screen on this prompter's terminal.
func (p *huhPrompter) formOf(fields ...huh.Field) *huh.Form {
	return huh.NewForm(huh.NewGroup(fields...)).
		WithAccessible(p.accessible).
		WithInput(p.in).
		WithOutput(p.out)
}

// title is complete in itself in accessible mode, which shows nothing else.
func (q Question) title(accessible bool) string {
	switch {
	case accessible && q.Offer != "":
		return q.Title + " (Enter for " + q.Offer + "):"
	case accessible:
		return q.Title + ":"
	default:
		return q.Title
	}
}

// run returns as soon as ctx ends, also from a read that cannot be interrupted,
// and leaves the terminal as it was.
func (p *huhPrompter) run(ctx context.Context, form *huh.Form) error {
	before, err := term.GetState(int(p.in.Fd()))
	if err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() { done <- form.RunWithContext(ctx) }()
	select {
	case err = <-done:
	case <-ctx.Done():
		err = p.abandon(before, done)
	}
	if errors.Is(err, huh.ErrUserAborted) || ctx.Err() != nil {
		return errPromptAborted
	}
	return err
}

func (p *huhPrompter) abandon(before *term.State, done <-chan error) error {
	if !p.accessible {
		return <-done // restores the screen by itself
	}
	fmt.Fprintln(p.out) // the question has no line break
	return term.Restore(int(p.in.Fd()), before)
}
