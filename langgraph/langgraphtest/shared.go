package langgraphtest

import "sync"

// shared is a variable that requests have in common, as a global in a module.
type shared[T any] struct {
	mu    sync.Mutex
	value T
}

func (s *shared[T]) get() T {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.value
}

func (s *shared[T]) set(value T) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.value = value
}

// locked works on the value while nobody else does.
func (s *shared[T]) locked(work func(T) bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return work(s.value)
}
