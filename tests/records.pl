#!/usr/bin/perl
# records.pl PROGRAM ORACLE DATA: runs every command of the oracle's designs, and
# compares each number that it has with what the program prints. Agreement is to
# 1e-9, relative. Commands that are empty stand for what the library alone can do.
# With PM_PARTS=K each data file is cut into K parts by rows, estimate --save-state runs
# on each, and what combine prints of all is compared, in two orders with the same bytes;
# commands with options that cannot be saved with a part are left out.
use strict;
use warnings;
use File::Temp qw(tempdir);

my ($program, $oracle, $data) = @ARGV;
my $tolerance = 1e-9;
my @numbers = qw(n clusters estimate se lower upper df deff cv weighting stratification
                 clustering n_effective);
my $parts = $ENV{PM_PARTS} // 0;
my $unsaved = qr/--(joint|phase2|poststratify|rake|calibrate|replicate-weights)/;
my $scratch = tempdir(CLEANUP => 1);
my ($passed, $failed) = (0, 0);

# The lines of a CSV without quotes as hashes.
sub rows_of {
  my @lines = grep { !/^#/ } @_;
  chomp @lines;
  my @names = split /,/, shift @lines;
  return map { my %row; @row{@names} = split /,/, $_, -1; \%row } @lines;
}

sub fail {
  print "FAILED: $_[0]\n";
  $failed++;
}

sub is_close {
  my ($found, $wanted) = @_;
  return $wanted eq $found if $found eq '' || $wanted eq '';
  my $size = abs($wanted) > 1e-300 ? abs($wanted) : 1;
  return abs($found - $wanted) <= $tolerance * $size;
}

# Limits of a ratio of parts to wholes, and of a rate, end at 0 and 1.
sub is_clipped {
  my ($row, $column, $wanted) = @_;
  return 0 if !exists $row->{estimate} || $row->{estimate} < 0 || $row->{estimate} > 1 || $row->{statistic} !~ /^ra/;
  return $column eq 'upper' ? $row->{upper} == 1 && $wanted >= 1
       : $column eq 'lower' ? $row->{lower} == 0 && $wanted <= 0 : 0;
}

# A row of the program's by its labels: "col=value;col=value", without those of (all).
sub key_of {
  my ($row, $columns) = @_;
  my @parts = map { "$_=$row->{$_}" } grep { $row->{$_} ne '(all)' } @$columns;
  return join(';', sort(@parts)) . "|$row->{statistic}|$row->{variable}";
}

# What a command prints in the folder of the data, or nothing, with a failure.
sub lines_of {
  my ($name, $command) = @_;
  my @lines = `cd '$data' && $program $command 2>'$scratch/error'`;
  return @lines if $? == 0;
  open(my $error, '<', "$scratch/error") or die "records.pl: $!\n";
  fail("$name: " . join('', <$error>));
  return ();
}

# The rows of a file dealt out as $parts files with its header; their names.
sub cut {
  my ($file, $count) = @_;
  open(my $in, '<', "$data/$file") or die "records.pl: $file: $!\n";
  my ($head, @rows) = <$in>;
  my @names = map { "$scratch/part$_.csv" } 1 .. $count;
  for my $i (0 .. $count - 1) {
    open(my $out, '>', $names[$i]) or die "records.pl: $!\n";
    print {$out} $head, @rows[@rows * $i / $count .. @rows * ($i + 1) / $count - 1];
    close $out or die "records.pl: $!\n";
  }
  return @names;
}

# The options that say by which rules margins are made are combine's.
sub combined {
  my ($name, $file, $command) = @_;
  my $rules = '';
  $rules .= " $1" while $command =~ s/(--(?:interval|df|lonely-psu|deff|conf|difference|replicates|fay|seed) \S+)//;
  $rules .= " $1" if $command =~ /(--variance \S+)/; # which says what is kept, too
  my @states;
  for my $part (cut($file, $parts)) {
    push @states, "$part.json";
    lines_of($name, "estimate $part $command --save-state $part.json --quiet");
  }
  my @lines = lines_of($name, "combine @states $rules --format csv");
  my @again = lines_of($name, 'combine ' . join(' ', reverse @states) . " $rules --format csv");
  fail("$name: the order of the parts changes what is printed") if "@lines" ne "@again";
  return @lines;
}

sub run_design {
  my ($name, $rows) = @_;
  (my $command = $rows->[0]{command}) =~ tr/;/,/;
  return if $parts && $command =~ /$unsaved/;
  my $file = $rows->[0]{data};
  my @lines = $parts ? combined($name, $file, $command)
            : lines_of($name, "estimate $file $command --format csv");
  return if !@lines;
  my ($head) = $lines[0] =~ /^(.*?),?statistic,/;
  my @columns = split /,/, $head;
  my %found = map { key_of($_, \@columns) => $_ } rows_of(@lines);
  for my $wanted (@$rows) {
    my $by = join(';', sort(split /;/, $wanted->{by}));
    my $row = $found{"$by|$wanted->{statistic}|$wanted->{variable}"};
    if (!$row) {
      fail("$name: no row for '$by' $wanted->{statistic} $wanted->{variable}");
      next;
    }
    for my $column (@numbers) {
      next if ($wanted->{$column} // 'NA') eq 'NA';
      if (is_close($row->{$column}, $wanted->{$column})
          || is_clipped($row, $column, $wanted->{$column})) {
        $passed++;
      } else {
        fail("$name: '$by' $wanted->{statistic} $wanted->{variable}: $column is "
            . "$row->{$column}, not $wanted->{$column}");
      }
    }
  }
}

open(my $file, '<', $oracle) or die "records.pl: $oracle: $!\n";
my (%designs, @order);
for my $row (rows_of(<$file>)) {
  next if $row->{command} eq '';
  push @order, $row->{design} if !$designs{$row->{design}};
  push @{$designs{$row->{design}}}, $row;
}
my $only = $ENV{PM_DESIGNS} // '';
run_design($_, $designs{$_}) for grep { /$only/ } @order;
print "records: $passed passed, $failed failed\n";
exit($failed > 0 || $passed == 0);
