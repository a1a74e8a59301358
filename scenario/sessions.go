package scenario

import (
	"context"
	"sync"
	"time"
)

// session is the login of a user who is in several pairs, some at once: it is renewed by one of them
// at a time, and for all.
type session struct {
	mu    sync.Mutex
	user  User
	token string
}

func sessionsOf(users []User) []*session {
	sessions := make([]*session, len(users))
	for i, user := range users {
		sessions[i] = &session{user: user, token: user.Token}
	}
	return sessions
}

// pair is the user as one pair of them has it.
func (s *session) pair() User {
	s.mu.Lock()
	defer s.mu.Unlock()
	user, had := s.user, s.token
	user.Token = had
	if s.user.Refresh != nil {
		user.Refresh = func(ctx context.Context) (string, error) {
			var err error
			had, err = s.after(ctx, had)
			return had, err
		}
	}
	if s.user.Ends != nil {
		user.Ends = func() time.Time {
			s.mu.Lock()
			defer s.mu.Unlock()
			return s.user.Ends()
		}
	}
	return user
}

// after is the newest token: one that another pair has got meanwhile, or a new one. Who waits for
// another is told what that one was.
func (s *session) after(ctx context.Context, had string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token != had {
		return s.token, nil
	}
	token, err := s.user.Refresh(ctx)
	if err == nil {
		s.token = token
	}
	return s.token, err
}
