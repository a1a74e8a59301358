package probe

import "context"

// profileKind is the kind of a profile that a run has left edited: it is put back, not
// removed.
const profileKind = "profile"

// IsProfile tells a profile, which is put back, from a thing, which is removed.
func (l Leftover) IsProfile() bool { return l.Kind == profileKind }

// searchProfile looks whether a run that was killed has left its edits in the profile
// of a user, where the users have one to edit.
func (s *search) searchProfile(ctx context.Context, user User) {
	if s.provider == nil || user.Token == "" {
		return
	}
	original, err := FindEditedProfile(ctx, s.provider, user.Token)
	switch {
	case err != nil:
		s.miss(user, "the profile", "the provider did not show it")
	case original != nil:
		s.add(Leftover{Kind: profileKind, ID: user.Subject, User: user.Name, original: original})
	}
}
