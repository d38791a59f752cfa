namespace Bpf.Syscalls;

/// <summary>Linux error numbers: their values, names and meaning.</summary>
/// <remarks>
/// The values are those of x86-64, arm64 and riscv64 (uapi <c>asm-generic/errno.h</c>).
/// <see cref="ENOTSUPP"/> is internal to the kernel, yet <c>bpf(2)</c> and rtnetlink let it through to user space.
/// </remarks>
public static class Errno
{
    /// <summary>Operation not permitted.</summary>
    public const int EPERM = 1;

    /// <summary>No such file or directory.</summary>
    public const int ENOENT = 2;

    /// <summary>No such process.</summary>
    public const int ESRCH = 3;

    /// <summary>Interrupted system call.</summary>
    public const int EINTR = 4;

    /// <summary>Input/output error.</summary>
    public const int EIO = 5;

    /// <summary>No such device or address.</summary>
    public const int ENXIO = 6;

    /// <summary>Argument list too long.</summary>
    public const int E2BIG = 7;

    /// <summary>Bad file descriptor.</summary>
    public const int EBADF = 9;

    /// <summary>No child processes.</summary>
    public const int ECHILD = 10;

    /// <summary>Resource temporarily unavailable.</summary>
    public const int EAGAIN = 11;

    /// <summary>Cannot allocate memory.</summary>
    public const int ENOMEM = 12;

    /// <summary>Permission denied.</summary>
    public const int EACCES = 13;

    /// <summary>Bad address.</summary>
    public const int EFAULT = 14;

    /// <summary>Device or resource busy.</summary>
    public const int EBUSY = 16;

    /// <summary>File exists.</summary>
    public const int EEXIST = 17;

    /// <summary>Invalid cross-device link.</summary>
    public const int EXDEV = 18;

    /// <summary>No such device.</summary>
    public const int ENODEV = 19;

    /// <summary>Not a directory.</summary>
    public const int ENOTDIR = 20;

    /// <summary>Is a directory.</summary>
    public const int EISDIR = 21;

    /// <summary>Invalid argument.</summary>
    public const int EINVAL = 22;

    /// <summary>Too many open files in system.</summary>
    public const int ENFILE = 23;

    /// <summary>Too many open files.</summary>
    public const int EMFILE = 24;

    /// <summary>Inappropriate ioctl for device.</summary>
    public const int ENOTTY = 25;

    /// <summary>File too large.</summary>
    public const int EFBIG = 27;

    /// <summary>No space left on device.</summary>
    public const int ENOSPC = 28;

    /// <summary>Illegal seek.</summary>
    public const int ESPIPE = 29;

    /// <summary>Read-only file system.</summary>
    public const int EROFS = 30;

    /// <summary>Broken pipe.</summary>
    public const int EPIPE = 32;

    /// <summary>Numerical argument out of domain.</summary>
    public const int EDOM = 33;

    /// <summary>Numerical result out of range.</summary>
    public const int ERANGE = 34;

    /// <summary>Resource deadlock avoided.</summary>
    public const int EDEADLK = 35;

    /// <summary>File name too long.</summary>
    public const int ENAMETOOLONG = 36;

    /// <summary>Function not implemented.</summary>
    public const int ENOSYS = 38;

    /// <summary>Directory not empty.</summary>
    public const int ENOTEMPTY = 39;

    /// <summary>Too many levels of symbolic links.</summary>
    public const int ELOOP = 40;

    /// <summary>No data available.</summary>
    public const int ENODATA = 61;

    /// <summary>Protocol error.</summary>
    public const int EPROTO = 71;

    /// <summary>Bad message.</summary>
    public const int EBADMSG = 74;

    /// <summary>Value too large for defined data type.</summary>
    public const int EOVERFLOW = 75;

    /// <summary>Invalid or incomplete multibyte or wide character.</summary>
    public const int EILSEQ = 84;

    /// <summary>Too many users.</summary>
    public const int EUSERS = 87;

    /// <summary>Message too long.</summary>
    public const int EMSGSIZE = 90;

    /// <summary>Protocol not supported.</summary>
    public const int EPROTONOSUPPORT = 93;

    /// <summary>Operation not supported.</summary>
    public const int EOPNOTSUPP = 95;

    /// <summary>Address family not supported by protocol.</summary>
    public const int EAFNOSUPPORT = 97;

    /// <summary>Address already in use.</summary>
    public const int EADDRINUSE = 98;

    /// <summary>Network is down.</summary>
    public const int ENETDOWN = 100;

    /// <summary>No buffer space available.</summary>
    public const int ENOBUFS = 105;

    /// <summary>Connection timed out.</summary>
    public const int ETIMEDOUT = 110;

    /// <summary>Connection refused.</summary>
    public const int ECONNREFUSED = 111;

    /// <summary>Operation already in progress.</summary>
    public const int EALREADY = 114;

    /// <summary>Operation now in progress.</summary>
    public const int EINPROGRESS = 115;

    /// <summary>Stale file handle.</summary>
    public const int ESTALE = 116;

    /// <summary>Operation canceled.</summary>
    public const int ECANCELED = 125;

    /// <summary>Required key not available.</summary>
    public const int ENOKEY = 126;

    /// <summary>Operation is not supported.</summary>
    public const int ENOTSUPP = 524;

    /// <summary>The C name, such as <c>EPERM</c>; <c>errno 77</c> when the number has none here.</summary>
    public static string Name(int errno) => Row(errno).Name ?? $"errno {errno}";

    /// <summary>The meaning in words, as <c>strerror(3)</c> gives it in the C locale.</summary>
    public static string Describe(int errno) => Row(errno).Text ?? $"Unknown error {errno}";

    private static (string? Name, string? Text) Row(int errno) => errno switch
    {
        EPERM => (nameof(EPERM), "Operation not permitted"),
        ENOENT => (nameof(ENOENT), "No such file or directory"),
        ESRCH => (nameof(ESRCH), "No such process"),
        EINTR => (nameof(EINTR), "Interrupted system call"),
        EIO => (nameof(EIO), "Input/output error"),
        ENXIO => (nameof(ENXIO), "No such device or address"),
        E2BIG => (nameof(E2BIG), "Argument list too long"),
        EBADF => (nameof(EBADF), "Bad file descriptor"),
        ECHILD => (nameof(ECHILD), "No child processes"),
        EAGAIN => (nameof(EAGAIN), "Resource temporarily unavailable"),
        ENOMEM => (nameof(ENOMEM), "Cannot allocate memory"),
        EACCES => (nameof(EACCES), "Permission denied"),
        EFAULT => (nameof(EFAULT), "Bad address"),
        EBUSY => (nameof(EBUSY), "Device or resource busy"),
        EEXIST => (nameof(EEXIST), "File exists"),
        EXDEV => (nameof(EXDEV), "Invalid cross-device link"),
        ENODEV => (nameof(ENODEV), "No such device"),
        ENOTDIR => (nameof(ENOTDIR), "Not a directory"),
        EISDIR => (nameof(EISDIR), "Is a directory"),
        EINVAL => (nameof(EINVAL), "Invalid argument"),
        ENFILE => (nameof(ENFILE), "Too many open files in system"),
        EMFILE => (nameof(EMFILE), "Too many open files"),
        ENOTTY => (nameof(ENOTTY), "Inappropriate ioctl for device"),
        EFBIG => (nameof(EFBIG), "File too large"),
        ENOSPC => (nameof(ENOSPC), "No space left on device"),
        ESPIPE => (nameof(ESPIPE), "Illegal seek"),
        EROFS => (nameof(EROFS), "Read-only file system"),
        EPIPE => (nameof(EPIPE), "Broken pipe"),
        EDOM => (nameof(EDOM), "Numerical argument out of domain"),
        ERANGE => (nameof(ERANGE), "Numerical result out of range"),
        EDEADLK => (nameof(EDEADLK), "Resource deadlock avoided"),
        ENAMETOOLONG => (nameof(ENAMETOOLONG), "File name too long"),
        ENOSYS => (nameof(ENOSYS), "Function not implemented"),
        ENOTEMPTY => (nameof(ENOTEMPTY), "Directory not empty"),
        ELOOP => (nameof(ELOOP), "Too many levels of symbolic links"),
        ENODATA => (nameof(ENODATA), "No data available"),
        EPROTO => (nameof(EPROTO), "Protocol error"),
        EBADMSG => (nameof(EBADMSG), "Bad message"),
        EOVERFLOW => (nameof(EOVERFLOW), "Value too large for defined data type"),
        EILSEQ => (nameof(EILSEQ), "Invalid or incomplete multibyte or wide character"),
        EUSERS => (nameof(EUSERS), "Too many users"),
        EMSGSIZE => (nameof(EMSGSIZE), "Message too long"),
        EPROTONOSUPPORT => (nameof(EPROTONOSUPPORT), "Protocol not supported"),
        EOPNOTSUPP => (nameof(EOPNOTSUPP), "Operation not supported"),
        EAFNOSUPPORT => (nameof(EAFNOSUPPORT), "Address family not supported by protocol"),
        EADDRINUSE => (nameof(EADDRINUSE), "Address already in use"),
        ENETDOWN => (nameof(ENETDOWN), "Network is down"),
        ENOBUFS => (nameof(ENOBUFS), "No buffer space available"),
        ETIMEDOUT => (nameof(ETIMEDOUT), "Connection timed out"),
        ECONNREFUSED => (nameof(ECONNREFUSED), "Connection refused"),
        EALREADY => (nameof(EALREADY), "Operation already in progress"),
        EINPROGRESS => (nameof(EINPROGRESS), "Operation now in progress"),
        ESTALE => (nameof(ESTALE), "Stale file handle"),
        ECANCELED => (nameof(ECANCELED), "Operation canceled"),
        ENOKEY => (nameof(ENOKEY), "Required key not available"),
        ENOTSUPP => (nameof(ENOTSUPP), "Operation is not supported"),
        _ => (null, null),
    };
}
