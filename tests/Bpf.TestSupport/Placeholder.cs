namespace Bpf.TestSupport;
