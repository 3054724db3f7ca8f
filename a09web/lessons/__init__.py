"""The six lessons and the topics that cross them: content as data, progress without an account, the guide."""
