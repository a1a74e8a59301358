package soak

import "sync"

// Bounds of what is under way at once, in all and of one user.
const (
	most      = 64
	mostSlots = 16
)

// slotsOf is how many things each of so many users may do at once.
func slotsOf(users int) int { return min(max(1, most/users), mostSlots) }

// turn is one slot of a user.
type turn struct {
	who  *person
	slot int
}

// queue are the turns that wait. All users have one before anybody has another.
type queue struct {
	mu    sync.Mutex
	turns []turn
}

// fill puts the users into the queue whom the server has let in, unless that is one alone,
// and tells how many turns there are.
func (q *queue) fill(people []*person) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	slots := slotsOf(len(people))
	for slot := range slots {
		for _, who := range people {
			if who.barred() == "" {
				q.turns = append(q.turns, turn{who, slot})
			}
		}
	}
	if len(q.turns) == slots {
		q.turns = nil
	}
	return len(q.turns)
}

// next takes the turn that has waited longest.
func (q *queue) next() turn {
	q.mu.Lock()
	defer q.mu.Unlock()
	next := q.turns[0]
	q.turns = q.turns[1:]
	next.who.begins()
	return next
}

// add puts a turn behind the others.
func (q *queue) add(t turn) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.turns = append(q.turns, t)
}
