#!/usr/bin/perl
# run_manual.pl [--rewrite] PROGRAM FILE.md...: run every console block of the
# manual and compare what it prints, standard output and error together. A
# block begins with ```console; a line "$ command" is run by sh in a scratch
# directory that has the project's examples/, and the lines up to the next "$ "
# are what it prints. A last line "exit N" tells a status other than 0. Blocks
# marked ```sh are not run. With --rewrite the files get the true output.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Temp qw(tempdir);
use File::Basename qw(dirname basename);

my $rewrite = @ARGV && $ARGV[0] eq '--rewrite' ? shift @ARGV : '';
my $program = abs_path(shift @ARGV) or die "usage: run_manual.pl [--rewrite] PROGRAM FILE...\n";
my $top = abs_path(dirname($0) . '/..');
my $scratch = tempdir(CLEANUP => 1);
symlink "$top/examples", "$scratch/examples" or die "symlink: $!\n";
mkdir "$scratch/bin" or die "mkdir: $!\n";
symlink $program, "$scratch/bin/plusminus" or die "symlink: $!\n";
$ENV{PATH} = "$scratch/bin:$ENV{PATH}";
$ENV{LC_ALL} = 'C.UTF-8';
delete $ENV{COLUMNS};

my ($passed, $failed) = (0, 0);

# What a command prints, as the block shows it.
sub output_of {
  my ($command) = @_;
  open my $pipe, '-|', 'sh', '-c', "cd '$scratch' && { $command\n} 2>&1"
    or die "sh: $!\n";
  local $/;
  my $text = <$pipe> // '';
  close $pipe;
  $text .= "\n" if $text ne '' && $text !~ /\n\z/;
  $text .= 'exit ' . ($? >> 8) . "\n" if $?;
  return $text;
}

# A block with its commands' true output.
sub run_block {
  my ($block) = @_;
  my $truth = '';
  my @lines = split /^/, $block;
  while (@lines) {
    my $command = shift @lines;
    next unless $command =~ /^\$ /;
    $truth .= $command;
    while (@lines && $truth =~ /\\\n\z/) { $truth .= shift @lines }
    my ($text) = $truth =~ /(?:\A|\n)\$ ((?:[^\n]*\\\n)*[^\n]*\n)\z/;
    $truth .= output_of($text);
  }
  return $truth;
}

for my $file (@ARGV) {
  open my $in, '<', $file or die "$file: $!\n";
  my $text = do { local $/; <$in> };
  close $in;
  my $fresh = $text =~ s{(^```console\n)(.*?)(^```$)}{
    my ($open, $block, $end) = ($1, $2, $3);
    my $truth = run_block($block);
    if ($truth eq $block) { $passed++ }
    else {
      $failed++;
      print "FAILED: $file\n--- it says\n$block--- it prints\n$truth" unless $rewrite;
    }
    "$open$truth$end";
  }gmser;
  if ($rewrite && $fresh ne $text) {
    open my $out, '>', $file or die "$file: $!\n";
    print {$out} $fresh or die "$file: $!\n";
    close $out or die "$file: $!\n";
  }
}
print "manual: $passed passed, $failed failed\n";
exit($rewrite || ($failed == 0 && $passed > 0) ? 0 : 1);
