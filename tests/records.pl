#!/usr/bin/perl
# records.pl PROGRAM ORACLE DATA: runs every command of the oracle's designs, and
# compares each number that it has with what the program prints. Agreement is to
# 1e-9, relative. Commands that are empty stand for what the library alone can do.
use strict;
use warnings;

my ($program, $oracle, $data) = @ARGV;
my $tolerance = 1e-9;
my @numbers = qw(n clusters estimate se lower upper df deff cv weighting stratification
                 clustering n_effective);
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

sub run_design {
  my ($name, $rows) = @_;
  (my $command = $rows->[0]{command}) =~ tr/;/,/;
  my $error = `cd '$data' && '$program' estimate $rows->[0]{data} $command --format csv 2>&1 >/dev/null`;
  my @lines = `cd '$data' && '$program' estimate $rows->[0]{data} $command --format csv 2>/dev/null`;
  return fail("$name: $error") if $? != 0 || !@lines;
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
