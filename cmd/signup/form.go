package signup

import (
	"context"
	"fmt"
	"strings"

	"authcheck/cmd/settings"
	"authcheck/cmd/terminal"
	"authcheck/cmd/wording"
)

// formSettings are those that the form of a sign-up asks for. The service key is
// not among them: it never gets into a .env file by authcheck.
var formSettings = []settings.ID{settings.SupabaseURL, settings.AnonKey, settings.Email, settings.Password}

// formQuestions is what the form adds to the question of a setting.
var formQuestions = map[settings.ID]func(*form, *terminal.Question){
	settings.SupabaseURL: func(f *form, q *terminal.Question) { q.Check = f.reach.checkURL },
	settings.AnonKey:     func(f *form, q *terminal.Question) { q.Check = f.reach.checkKey },
	settings.Email:       func(f *form, q *terminal.Question) { q.Note = f.note },
	settings.Password: func(f *form, q *terminal.Question) {
		q.Check = f.reach.checkPassword
		if q.Offer == "" {
			q.Offer, q.OfferText = f.generated, "Enter generates a strong one"
		}
	},
}

// form asks for the settings of a sign-up on one screen.
type form struct {
	values    *settings.Values
	users     int
	generated string // offered as password
	reach     *reach
	before    map[settings.ID]string // what the settings were without the form
}

// FillForm shows the form where it is wanted, somebody is there to fill it in and
// something is missing, and offers to keep the answers in the .env file.
func FillForm(ctx context.Context, v *settings.Values, users int, wanted bool) error {
	f := &form{values: v, users: users, generated: newPassword(), before: map[settings.ID]string{}}
	missing := false
	for _, id := range formSettings {
		var err error
		if f.before[id], err = v.Text(id); err != nil {
			return err
		}
		missing = missing || f.before[id] == ""
	}
	if !missing || !wanted || v.Process.Prompter == nil {
		return nil
	}
	client, err := v.HTTPClient()
	if err != nil {
		return err
	}
	f.reach = &reach{ctx: ctx, http: client, known: map[string]error{}}
	return f.ask(ctx)
}

func (f *form) ask(ctx context.Context) error {
	var questions []terminal.Question
	for _, id := range formSettings {
		questions = append(questions, f.question(id))
	}
	keep := terminal.Question{Title: "Write this to " + f.values.EnvFileName() + "?", Value: terminal.Yes, YesNo: true}
	answers, err := f.values.Process.Prompter.Ask(ctx, append(questions, keep))
	if err != nil {
		return err
	}
	for i, id := range formSettings {
		if err := f.values.Answer(id, answers[i]); err != nil {
			return err
		}
	}
	if kept := answers[len(formSettings)]; kept != terminal.Yes {
		f.showGenerated()
		return nil
	}
	if err := f.values.Keep(ctx, formSettings, f.before); err != nil {
		f.showGenerated()
		return err
	}
	return nil
}

// question is a field of the form, with what is known already.
func (f *form) question(id settings.ID) terminal.Question {
	q := settings.Table[id].Question()
	before := f.before[id]
	switch {
	case before != "" && settings.Table[id].Secret:
		q.Offer, q.OfferText = before, "Enter keeps that of "+f.values.Source(id)
	case before != "":
		q.Value = before
	}
	formQuestions[id](f, &q)
	return q
}

// note shows which users an address makes, while it is typed.
func (f *form) note(typed string) string {
	address, err := settings.Table[settings.Email].Check(typed)
	if err != nil {
		return settings.Table[settings.Email].Help
	}
	users := settings.UserAddresses(address, f.users)
	if len(users) > 3 {
		users = []string{users[0], "…", users[len(users)-1]}
		return "makes " + strings.Join(users, " ")
	}
	return "makes " + wording.List(users)
}

// showGenerated shows a password that is written down nowhere else.
func (f *form) showGenerated() {
	if chosen, err := f.values.Text(settings.Password); err == nil && chosen == f.generated {
		fmt.Fprintf(f.values.Process.Err, "Generated password, shown only now: %s\n", f.generated)
	}
}
