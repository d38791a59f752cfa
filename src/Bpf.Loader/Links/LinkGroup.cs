using System.Collections.Immutable;

namespace Bpf.Loader;

/// <summary>Several links that are one to their user, such as those of one program on every CPU.</summary>
internal sealed class LinkGroup : Link
{
    private readonly ImmutableArray<Link> _links;

    public LinkGroup(ImmutableArray<Link> links, string target)
        : base(target) => _links = links;

    public override bool OutlivesProcess => _links.Any(static link => link.OutlivesProcess);

    public override void Update(Program program)
    {
        foreach (Link link in _links)
        {
            link.Update(program);
        }
    }

    public override void Dispose()
    {
        foreach (Link link in _links)
        {
            link.Dispose();
        }
    }
}
