# Texts: the vocabulary comes from the training part.
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import train_test_split

subjects = ["the cat", "a dog", "our neighbour", "the old train", "this engine", "a small boat"]
verbs = ["sleeps", "runs", "waits", "stops", "whistles", "turns"]
places = ["by the river", "in the garden", "at the station", "on the hill", "near the bridge"]
texts = [f"{s} {v} {p}" for s in subjects for v in verbs for p in places]
topics = [int(s in subjects[3:]) for s in subjects for v in verbs for p in places]

# %%
train_texts, test_texts, train_y, test_y = train_test_split(
    texts, topics, test_size=0.3, random_state=1
)
vectorizer = TfidfVectorizer()
train_x = vectorizer.fit_transform(train_texts)
test_x = vectorizer.transform(test_texts)

# %%
classifier = SGDClassifier(random_state=1).fit(train_x, train_y)
predicted = classifier.predict(test_x)
print(accuracy_score(test_y, predicted), f1_score(test_y, predicted))
