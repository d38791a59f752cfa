// The tests look for kernel objects by name and redirect what the whole process has once.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
