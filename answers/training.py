"""Training the classifiers from wordings, in seconds, at build time: never while a resident waits."""

from collections import Counter
from collections.abc import Sequence
from math import log

import numpy as np
from scipy import sparse
from sklearn.svm import LinearSVC

from answers.classifier import Classifier, Floats, Vocabulary
from answers.elements import element_features
from answers.knowledge import OFF_TOPIC, ON_TOPIC, WHOLE, Knowledge, Learnt
from answers.reading import Features, Reader, bundled_reader
from answers.text import normalise, shortened
from answers.wordings import Wording

RARE = 2  # a feature in fewer texts teaches nothing about others


def vocabulary_of(texts: Sequence[Features], rare: int = RARE) -> Vocabulary:
    """The features of many texts, those in one text only left out."""
    frequency = Counter(feature for features in texts for feature in features)
    known = {feature: count for feature, count in frequency.items() if count >= rare}
    idf = [log(1 + len(texts) / count) for count in known.values()]
    return Vocabulary(list(known), np.array(idf, dtype=np.float32))


def matrix(vocabulary: Vocabulary, texts: Sequence[Features]) -> sparse.csr_matrix:
    """The vectors of many texts, one a row."""
    vectors = [vocabulary.vector(features) for features in texts]
    ends = np.cumsum([0, *(len(vector.rows) for vector in vectors)])
    rows = np.concatenate([vector.rows for vector in vectors])
    values = np.concatenate([vector.values for vector in vectors])
    return sparse.csr_matrix((values, rows, ends), shape=(len(texts), len(vocabulary.features)))


def trained(vectors: sparse.csr_matrix, classes: Sequence[str], *, cost: float) -> Classifier:
    """A linear support vector machine, one class against the rest, all balanced. `classes`: that of each vector."""
    machine = LinearSVC(C=cost, class_weight="balanced", random_state=0)
    machine.fit(vectors, list(classes))
    weights: Floats = machine.coef_.T
    bias: Floats = machine.intercept_
    if len(machine.classes_) == 2:  # one border, told for the second class only
        weights, bias = np.hstack([-weights, weights]), np.array([-bias[0], bias[0]])
    return Classifier.of(machine.classes_.tolist(), weights.astype(np.float32), bias)


def learn(wordings: Sequence[Wording], names: Sequence[Wording] = (), reader: Reader | None = None) -> Knowledge:
    """The knowledge in wordings. `names` are the items' names, said as wordings: learnt from, but not kept as such.

    What was written for an item under another name than it has now is kept, not learnt from. Takes seconds; the same
    wordings always give the same knowledge.
    """
    reader = reader or bundled_reader()
    now = {wording.owner: wording.name for wording in names}
    texts = [w for w in wordings if not w.on_topic or now.get(w.owner, w.name) == w.name] + list(names)
    features = [reader.read(normalise(shortened(wording.text))).features for wording in texts]
    vocabulary = vocabulary_of(features)
    vectors = matrix(vocabulary, features)
    topics = [ON_TOPIC if wording.on_topic else OFF_TOPIC for wording in texts]
    return Knowledge(
        tuple(wordings),
        tuple(now.items()),
        Learnt(vocabulary, trained(vectors, [wording.owner for wording in texts], cost=0.5)),
        Learnt(vocabulary, trained(vectors, topics, cost=1.0)),
        _elements([(w, f) for w, f in zip(texts, features, strict=True) if w.on_topic], reader),
    )


def _elements(said: Sequence[tuple[Wording, Features]], reader: Reader) -> Learnt:
    """What is asked for, from what was said and the name of the item it was said for."""
    seen = [
        element_features(normalise(shortened(wording.text)), features, reader.name_words(wording.name))
        for wording, features in said
    ]
    vocabulary = vocabulary_of(seen)
    vectors = matrix(vocabulary, seen)
    return Learnt(vocabulary, trained(vectors, [wording.element or WHOLE for wording, _ in said], cost=0.4))
