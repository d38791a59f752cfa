namespace Bpf.Loader;

/// <summary>Takes one record. The span is valid during the call only.</summary>
public delegate void RingBufferHandler(ReadOnlySpan<byte> record);
