package probe

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"time"

	"authcheck/supabase"
)

// providerTime bounds one call of the provider: a run does not wait for one that is down.
const providerTime = 10 * time.Second

// within has a call of the provider end in time.
func within(ctx context.Context, call func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, providerTime)
	defer cancel()
	return call(ctx)
}

// login opens a further session of a user; one of somebody else is none.
func login(ctx context.Context, provider *supabase.Client, user User) (session supabase.Session, err error) {
	err = within(ctx, func(ctx context.Context) (err error) {
		if user.Login != nil {
			session, err = user.Login(ctx)
		} else {
			session, err = provider.Login(ctx, user.Email, user.Password)
		}
		return err
	})
	if subject := subjectOf(session.AccessToken); err == nil && user.Subject != "" && subject != "" && subject != user.Subject {
		err = fmt.Errorf("the provider gave a session of somebody else for %s", user.Name)
	}
	return session, err
}

// subjectOf is whom a token names, "" for one that names nobody.
func subjectOf(token string) string {
	claims, _, _ := supabase.Claims(token)
	subject, _ := claims["sub"].(string)
	return subject
}

// logout ends a session, and looks whether it has ended: a provider refuses its token then.
func logout(ctx context.Context, provider *supabase.Client, token string) error {
	refused := within(ctx, func(ctx context.Context) error { return provider.Logout(ctx, token) })
	_, err := profileOf(ctx, provider, token)
	switch {
	case err == nil:
		return cmp.Or(refused, errors.New("the session goes on"))
	case hasEnded(err):
		return nil
	}
	return err
}

// hasEnded tells the provider's own refusal of a token, which has a code, from that of a gateway.
func hasEnded(err error) bool {
	refused, ok := errors.AsType[*supabase.Error](err)
	return ok && !refused.Foreign && refused.Code != "" && slices.Contains([]int{http.StatusUnauthorized, http.StatusForbidden}, refused.Status)
}

// isOver tells that the provider knows no session that a refresh token could renew.
func isOver(err error) bool {
	refused, ok := errors.AsType[*supabase.Error](err)
	return ok && !refused.Foreign && slices.Contains([]string{supabase.CodeRefreshNotFound, supabase.CodeSessionNotFound}, refused.Code)
}

// profileOf is the account behind a token; one of somebody else is none.
func profileOf(ctx context.Context, provider *supabase.Client, token string) (user supabase.User, err error) {
	err = within(ctx, func(ctx context.Context) (err error) {
		user, err = provider.User(ctx, token)
		return err
	})
	if subject := subjectOf(token); err == nil && subject != "" && user.ID != subject {
		err = errors.New("the provider showed somebody else's profile")
	}
	return user, err
}

// writeProfile edits the profile behind a token, and returns what it is then.
func writeProfile(ctx context.Context, provider *supabase.Client, token string, fields map[string]any) (user supabase.User, err error) {
	err = within(ctx, func(ctx context.Context) (err error) {
		user, err = provider.UpdateUser(ctx, token, fields)
		return err
	})
	return user, err
}

// declined tells the provider's own refusal of what was asked for, from that of a token or
// of haste, and from what a gateway says: those have no code.
func declined(err error) bool {
	refused, ok := errors.AsType[*supabase.Error](err)
	return ok && !refused.Foreign && refused.Code != "" && refused.Status >= 400 && refused.Status < 500 &&
		!slices.Contains([]int{http.StatusUnauthorized, http.StatusTooManyRequests}, refused.Status) &&
		!slices.Contains([]string{supabase.CodeBadJWT, supabase.CodeNoAuthorization, supabase.CodeSessionNotFound, supabase.CodeUserNotFound, supabase.CodeUserBanned}, refused.Code)
}

// restoreProfile writes a profile's own values, and looks whether they are there.
func restoreProfile(ctx context.Context, provider *supabase.Client, token string, original map[string]any) error {
	fields := maps.Clone(original)
	fields[keptProfile] = nil
	_, refused := writeProfile(ctx, provider, token, fields)
	now, err := profileOf(ctx, provider, token)
	if err != nil {
		return err
	}
	for name, value := range fields {
		if !reflect.DeepEqual(now.UserMetadata[name], value) {
			return cmp.Or(refused, fmt.Errorf("%s is not as it was", name))
		}
	}
	return nil
}

// FindEditedProfile looks whether a run has left its edits in a user's profile; it
// returns the profile's own values, nil where nothing is to be put back.
func FindEditedProfile(ctx context.Context, provider *supabase.Client, token string) (original map[string]any, err error) {
	user, err := profileOf(ctx, provider, token)
	if err != nil {
		return nil, err
	}
	original, _ = user.UserMetadata[keptProfile].(map[string]any)
	return original, nil
}
