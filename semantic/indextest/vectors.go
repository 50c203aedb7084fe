package indextest

import (
	"context"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/semantic"
)

// Vectors runs the suite of [semantic.Vectors]. open gives one that may be shared between its tests.
func Vectors(t *testing.T, open func(t *testing.T) semantic.Vectors) {
	for name, check := range map[string]func(*testing.T, semantic.Vectors, string){
		"nothing is kept":        nothingKept,
		"saved and loaded":       savedAndLoaded,
		"saved again":            savedAgain,
		"dropped":                dropped,
		"models apart":           modelsApart,
		"every number as it was": everyNumber,
		"many vectors":           manyVectors,
		"stopped in the middle":  stoppedEarly,
	} {
		t.Run(name, func(t *testing.T) { check(t, open(t), testModel(t, 3).ID) })
	}
}

func stored(key string, values ...float32) semantic.StoredVector {
	return semantic.StoredVector{Key: key, TextHash: semantic.TextHash(entry(key).Text), Values: values}
}

// loaded gives what is kept of a model, by key.
func loaded(t *testing.T, v semantic.Vectors, model string) []semantic.StoredVector {
	t.Helper()
	all := []semantic.StoredVector{}
	for s, err := range v.LoadVectors(t.Context(), model) {
		require.NoError(t, err)
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b semantic.StoredVector) int { return strings.Compare(a.Key, b.Key) })
	return all
}

func save(t *testing.T, v semantic.Vectors, model string, vectors ...semantic.StoredVector) {
	t.Helper()
	require.NoError(t, v.SaveVectors(t.Context(), model, vectors))
}

func nothingKept(t *testing.T, v semantic.Vectors, model string) {
	require.Empty(t, loaded(t, v, model))
	save(t, v, model)
	require.NoError(t, v.DropVectors(t.Context(), model, nil))
	require.NoError(t, v.DropVectors(t.Context(), model, []string{"never seen"}))
	require.Empty(t, loaded(t, v, model))
}

func savedAndLoaded(t *testing.T, v semantic.Vectors, model string) {
	save(t, v, model, stored("b", 0, 1, 0), stored("a", 1, 0, 0))
	require.Equal(t, []semantic.StoredVector{stored("a", 1, 0, 0), stored("b", 0, 1, 0)}, loaded(t, v, model))
}

func savedAgain(t *testing.T, v semantic.Vectors, model string) {
	save(t, v, model, stored("a", 1, 0, 0), stored("b", 0, 1, 0))
	other := semantic.StoredVector{Key: "a", TextHash: semantic.TextHash("other"), Values: []float32{0, 0, 1, 0}}
	save(t, v, model, other)
	require.Equal(t, []semantic.StoredVector{other, stored("b", 0, 1, 0)}, loaded(t, v, model))
}

func dropped(t *testing.T, v semantic.Vectors, model string) {
	save(t, v, model, stored("a", 1, 0, 0), stored("b", 0, 1, 0), stored("c", 0, 0, 1))
	require.NoError(t, v.DropVectors(t.Context(), model, []string{"a", "never seen", "c"}))
	require.Equal(t, []semantic.StoredVector{stored("b", 0, 1, 0)}, loaded(t, v, model))
}

func modelsApart(t *testing.T, v semantic.Vectors, model string) {
	save(t, v, model, stored("a", 1, 0, 0))
	save(t, v, model+"@2", stored("a", 0, 1))
	require.Equal(t, []semantic.StoredVector{stored("a", 1, 0, 0)}, loaded(t, v, model))
	require.NoError(t, v.DropVectors(t.Context(), model, []string{"a"}))
	require.Equal(t, []semantic.StoredVector{stored("a", 0, 1)}, loaded(t, v, model+"@2"))
}

func everyNumber(t *testing.T, v semantic.Vectors, model string) {
	want := stored("Größe.売上'#1", 0, 1, -0.1, math.MaxFloat32, -math.SmallestNonzeroFloat32, 1.0/3)
	save(t, v, model, want)
	require.Equal(t, []semantic.StoredVector{want}, loaded(t, v, model))
}

func manyVectors(t *testing.T, v semantic.Vectors, model string) {
	const n = 3000
	var vectors []semantic.StoredVector
	var half []string
	for i := range n {
		vectors = append(vectors, stored(fmt.Sprintf("k%04d", i), float32(i), 1))
		if i >= n/2 {
			half = append(half, vectors[i].Key)
		}
	}
	save(t, v, model, vectors...)
	require.Equal(t, vectors, loaded(t, v, model))
	require.NoError(t, v.DropVectors(t.Context(), model, half))
	require.Equal(t, vectors[:n/2], loaded(t, v, model))
}

func stoppedEarly(t *testing.T, v semantic.Vectors, model string) {
	save(t, v, model, stored("a", 1, 0, 0), stored("b", 0, 1, 0))
	for _, err := range v.LoadVectors(t.Context(), model) {
		require.NoError(t, err)
		break
	}
	save(t, v, model, stored("c", 0, 0, 1)) // nothing is held up by the walk that ended
	require.Len(t, loaded(t, v, model), 3)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.Error(t, v.SaveVectors(ctx, model, []semantic.StoredVector{stored("d", 1, 0, 0)}))
	require.Len(t, loaded(t, v, model), 3)
}

// Memory is a [semantic.Vectors] that keeps vectors as long as it lives, for tests.
type Memory struct {
	mu   sync.Mutex
	kept map[string]map[string]semantic.StoredVector

	// Failure, if set, is what every call fails with.
	Failure error
}

// NewMemory gives an empty one.
func NewMemory() *Memory { return &Memory{kept: map[string]map[string]semantic.StoredVector{}} }

// LoadVectors implements [semantic.Vectors].
func (m *Memory) LoadVectors(ctx context.Context, modelID string) iter.Seq2[semantic.StoredVector, error] {
	return func(yield func(semantic.StoredVector, error) bool) {
		m.mu.Lock()
		var all []semantic.StoredVector
		for _, v := range m.kept[modelID] {
			all = append(all, v)
		}
		err := m.failure(ctx)
		m.mu.Unlock()
		if err != nil {
			yield(semantic.StoredVector{}, err)
			return
		}
		for _, v := range all {
			if !yield(v, nil) {
				return
			}
		}
	}
}

// SaveVectors implements [semantic.Vectors].
func (m *Memory) SaveVectors(ctx context.Context, modelID string, vectors []semantic.StoredVector) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.failure(ctx); err != nil {
		return err
	}
	if m.kept[modelID] == nil {
		m.kept[modelID] = map[string]semantic.StoredVector{}
	}
	for _, v := range vectors {
		v.Values = slices.Clone(v.Values)
		m.kept[modelID][v.Key] = v
	}
	return nil
}

// DropVectors implements [semantic.Vectors].
func (m *Memory) DropVectors(ctx context.Context, modelID string, keys []string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.failure(ctx); err != nil {
		return err
	}
	for _, key := range keys {
		delete(m.kept[modelID], key)
	}
	return nil
}

func (m *Memory) failure(ctx context.Context) error {
	if m.Failure != nil {
		return m.Failure
	}
	return ctx.Err()
}
