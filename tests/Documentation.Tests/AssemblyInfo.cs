// A sample that attaches is not alone with its interface otherwise.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
