// The leak tests count this process's descriptors: nothing else may run beside them.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
