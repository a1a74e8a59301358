package terminal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"

	"github.com/charmbracelet/huh"
	"github.com/charmbracelet/lipgloss"
	"golang.org/x/term"

	_ "authcheck/cmd/terminal/background" // before huh can ask for it
	"authcheck/scenario/report"
)

// ErrAborted says that the user left a prompt with Ctrl-C.
var ErrAborted = errors.New("interrupted")

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
	Value       string              // to begin with, as if it had been typed
	Offer       string              // taken when the answer is empty
	OfferText   string              // says so where Offer itself is not to be shown
	Secret      bool                // not shown while it is typed
	YesNo       bool                // answered with yes or no; Value is what is chosen at first
	Note        func(string) string // instead of the description, for what was typed so far; may be nil
	Check       func(string) error
}

// The answers to a question with YesNo.
const (
	Yes = "yes"
	No  = "no"
)

// accept is the value that an answer stands for.
func (q Question) accept(answer string) (string, error) {
	switch {
	case q.YesNo:
		return answer, nil
	case answer == "" && q.Offer != "":
		return q.Offer, q.Check(q.Offer)
	case answer == "":
		return "", errors.New("please type a value")
	}
	return answer, q.Check(answer)
}

// valid says what is wrong with an answer, which may be a server's word.
func (q Question) valid(answer string) error {
	if _, err := q.accept(answer); err != nil {
		return errors.New(report.OnTerminal(err.Error()))
	}
	return nil
}

// offer is what is shown in place of an answer.
func (q Question) offer() string { return cmp.Or(q.OfferText, q.Offer) }

// huhPrompter asks on a terminal, one screen for all questions, or line by line
// in accessible mode.
type huhPrompter struct {
	in, out    *os.File
	accessible bool
}

func (p *huhPrompter) Ask(ctx context.Context, questions []Question) ([]string, error) {
	questions, answers := slices.Clone(questions), make([]string, len(questions))
	for i, q := range questions {
		if p.accessible && !q.YesNo && q.Value != "" { // a line that is typed begins empty
			questions[i].Value, questions[i].Offer = "", q.Value
		}
	}
	if err := p.run(ctx, p.form(questions, answers)); err != nil {
		return nil, err
	}
	for i, q := range questions {
		var err error
		// Accessible mode returns what it has when the input ends.
		if answers[i], err = q.accept(answers[i]); err != nil {
			return nil, ErrAborted
		}
	}
	return answers, nil
}

// Confirm shows what can be answered; in accessible mode that is [y/N].
func (p *huhPrompter) Confirm(ctx context.Context, question string) (bool, error) {
	answers, err := p.Ask(ctx, []Question{{Title: question, Value: No, YesNo: true}})
	return err == nil && answers[0] == Yes, err
}

func (p *huhPrompter) form(questions []Question, answers []string) *huh.Form {
	fields := make([]huh.Field, len(questions))
	for i, q := range questions {
		if answers[i] = q.Value; q.YesNo {
			fields[i] = huh.NewConfirm().Title(q.Title).Affirmative("Yes").Negative("No").Accessor(&choice{&answers[i]})
		} else {
			fields[i] = q.input(&answers[i], p.accessible)
		}
	}
	return p.formOf(fields...)
}

// input is a field that is typed into.
func (q Question) input(answer *string, accessible bool) huh.Field {
	shared := &typed{answer: answer}
	input := huh.NewInput().
		Title(q.title(accessible)).
		Description(q.Description).
		Placeholder(q.offer()).
		Accessor(shared).
		Validate(q.valid)
	if q.Note != nil {
		input.DescriptionFunc(func() string { return q.Note(shared.Get()) }, answer)
	}
	if q.Secret {
		input.EchoMode(huh.EchoModePassword)
	}
	return input
}

// typed is what was typed so far: notes are made in the background.
type typed struct {
	mu     sync.Mutex
	answer *string
}

func (t *typed) Get() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return *t.answer
}

func (t *typed) Set(answer string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	*t.answer = answer
}

// choice keeps yes or no as a text.
type choice struct{ answer *string }

func (c *choice) Get() bool { return *c.answer == Yes }

func (c *choice) Set(agreed bool) {
	if *c.answer = No; agreed {
		*c.answer = Yes
	}
}

// formOf is one screen on this prompter's terminal.
func (p *huhPrompter) formOf(fields ...huh.Field) *huh.Form {
	return huh.NewForm(huh.NewGroup(fields...)).
		WithTheme(theme()).
		WithAccessible(p.accessible).
		WithInput(p.in).
		WithOutput(p.out)
}

// theme has colours that can be read on any background, and brackets around the
// button that is chosen: without colours nothing else would tell it.
func theme() *huh.Theme {
	t := huh.ThemeBase16()
	t.Blurred.TextInput.Text = lipgloss.NewStyle() // the terminal's own colour
	brackets := lipgloss.Border{Left: "[", Right: "]"}
	blanks := lipgloss.Border{Left: " ", Right: " "}
	for _, styles := range []*huh.FieldStyles{&t.Focused, &t.Blurred} {
		styles.FocusedButton = styles.FocusedButton.Padding(0, 1).Border(brackets, false, true)
		styles.BlurredButton = styles.BlurredButton.Padding(0, 1).Border(blanks, false, true)
	}
	return t
}

// title is complete in itself in accessible mode, which shows nothing else.
func (q Question) title(accessible bool) string {
	switch {
	case accessible && q.OfferText != "":
		return q.Title + " (" + q.OfferText + "):"
	case accessible && q.Offer != "":
		return q.Title + " (Enter for " + q.Offer + "):"
	case accessible:
		return q.Title + ":"
	}
	return q.Title
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
		return ErrAborted
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
