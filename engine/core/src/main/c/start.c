/*
 * Begins the program of an attempt:
 *
 *   start TAG UNTIL TOO_LATE COMMAND [ARGUMENT...]
 *
 * gives itself a session and TAG as the soft limit of real-time CPU time, looks whether the machine has been up for
 * less than UNTIL hundredths of a second, if that is not 0, and becomes COMMAND. When it is too late it makes the
 * file TOO_LATE and ends with 75. This is what Starter.java does by setsid, prlimit and a shell where this program
 * cannot be executed. They take 1.7 ms of a processor; this one, without a C library to load, 0.2.
 *
 * What it cannot execute, and a command without a slash, it leaves to /bin/sh, which looks in PATH, runs scripts
 * without an interpreter, and says what is wrong.
 */

#define NO_TIME_LEFT 75
#define REFUSED 1

#define RLIMIT_RTTIME 15
#define AT_FDCWD (-100)
#define O_RDONLY 0
#define O_WRONLY 1
#define O_CREAT 0100
#define O_CLOEXEC 02000000

#if defined(__x86_64__)

enum { READ = 0, WRITE = 1, EXECVE = 59, SETSID = 112, EXIT = 231, OPENAT = 257, PRLIMIT = 302 };

static long call(long number, long a, long b, long c, long d)
{
    long result;
    register long fourth __asm__("r10") = d;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(fourth)
                     : "rcx", "r11", "memory");
    return result;
}

__asm__(".globl _start\n"
        "_start: mov %rsp, %rdi\n"
        "        and $-16, %rsp\n"
        "        call begin\n");

#elif defined(__aarch64__)

enum { OPENAT = 56, READ = 63, WRITE = 64, EXIT = 94, SETSID = 157, EXECVE = 221, PRLIMIT = 261 };

static long call(long number, long a, long b, long c, long d)
{
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
    return x0;
}

__asm__(".globl _start\n"
        "_start: mov x0, sp\n"
        "        b begin\n");

#endif

struct limit {
    unsigned long soft;
    unsigned long hard;
};

static unsigned long length(const char *text)
{
    unsigned long end = 0;
    while (text[end])
        end++;
    return end;
}

static void end(int code)
{
    for (;;)
        call(EXIT, code, 0, 0, 0);
}

static void refuse(const char *why)
{
    call(WRITE, 2, (long)why, length(why), 0);
    end(REFUSED);
}

/* The digits up to the first space, whatever is between them: "123.45 ..." is 12345. */
static unsigned long number(const char *text)
{
    unsigned long value = 0;
    for (; *text && *text != ' '; text++)
        if (*text >= '0' && *text <= '9')
            value = value * 10 + (*text - '0');
    return value;
}

static unsigned long up(void)
{
    char text[64];
    long file = call(OPENAT, AT_FDCWD, (long)"/proc/uptime", O_RDONLY | O_CLOEXEC, 0);
    long count = file < 0 ? file : call(READ, file, (long)text, sizeof text - 1, 0);
    if (count <= 0)
        refuse("start: /proc/uptime cannot be read\n");
    text[count] = 0;
    return number(text);
}

static int has_slash(const char *text)
{
    for (; *text; text++)
        if (*text == '/')
            return 1;
    return 0;
}

static void become(char **command, char **environment, long words)
{
    char *shell[words + 5];
    if (has_slash(command[0]))
        call(EXECVE, (long)command[0], (long)command, (long)environment, 0);
    shell[0] = "/bin/sh";
    shell[1] = "-c";
    shell[2] = "exec \"$@\"";
    shell[3] = "sh";
    for (long i = 0; i <= words; i++)
        shell[4 + i] = command[i];
    call(EXECVE, (long)shell[0], (long)shell, (long)environment, 0);
    refuse("start: /bin/sh cannot be executed\n");
}

/* stack: where the kernel puts the number of arguments, the arguments, 0, the environment and 0 */
__attribute__((noreturn, used)) void begin(long *stack)
{
    long count = stack[0];
    char **arguments = (char **)(stack + 1);
    char **environment = arguments + count + 1;
    struct limit limit;

    if (count < 5)
        refuse("start: TAG UNTIL TOO_LATE COMMAND [ARGUMENT...]\n");
    if (call(SETSID, 0, 0, 0, 0) < 0)
        refuse("start: it cannot have a session of its own\n");
    if (call(PRLIMIT, 0, RLIMIT_RTTIME, 0, (long)&limit) < 0)
        refuse("start: the limit of real-time CPU time cannot be read\n");
    limit.soft = number(arguments[1]);
    if (call(PRLIMIT, 0, RLIMIT_RTTIME, (long)&limit, 0) < 0)
        refuse("start: the limit of real-time CPU time cannot be set\n");
    unsigned long until = number(arguments[2]);
    if (until && up() >= until) {
        if (call(OPENAT, AT_FDCWD, (long)arguments[3], O_WRONLY | O_CREAT, 0666) < 0)
            refuse("start: it is too late, and that cannot be told\n");
        end(NO_TIME_LEFT);
    }
    become(arguments + 4, environment, count - 4);
    __builtin_unreachable();
}
