(** * Sums *)

Lemma Sum_ext : forall l f g, (forall i, In i l -> f i = g i) -> Sum l f = Sum l g.
Proof.
  induction l as [|i l IH]; intros f g same; simpl; [reflexivity|].
  rewrite (same i (or_introl eq_refl)), (IH f g); [reflexivity|].
  intros j inside; apply same; right; exact inside.
Qed.

Lemma Sum_plus : forall l f g, Sum l (fun i => f i + g i) = Sum l f + Sum l g.
Proof. induction l as [|i l IH]; intros f g; simpl; [ring|rewrite IH; ring]. Qed.

Lemma Sum_scaled : forall l c f, Sum l (fun i => c * f i) = c * Sum l f.
Proof. induction l as [|i l IH]; intros c f; simpl; [ring|rewrite IH; ring]. Qed.

Lemma Sum_zero : forall l, Sum l (fun _ => 0) = 0.
Proof. induction l as [|i l IH]; simpl; [reflexivity|rewrite IH; ring]. Qed.

Lemma Sum_one : forall l, Sum l (fun _ => 1) = size l.
Proof.
  unfold size; induction l as [|i l IH]; [reflexivity|].
  change (1 + Sum l (fun _ => 1) = INR (S (length l))); rewrite IH, S_INR; ring.
Qed.

Lemma Sum_delta_out : forall l k f, ~ In k l -> Sum l (fun i => delta i k * f i) = 0.
Proof.
  induction l as [|i l IH]; intros k f out; simpl; [reflexivity|].
  unfold delta at 1; destruct (Nat.eq_dec i k) as [e|ne].
  - exfalso; apply out; left; exact e.
  - rewrite IH; [ring|]. intro inside; apply out; right; exact inside.
Qed.

Lemma Sum_delta : forall l k f, NoDup l -> In k l -> Sum l (fun i => delta i k * f i) = f k.
Proof.
  induction l as [|i l IH]; intros k f once inside; [destruct inside|].
  inversion once as [|a b out rest]; subst; simpl.
  unfold delta at 1; destruct (Nat.eq_dec i k) as [e|ne].
  - subst; rewrite Sum_delta_out; [ring|exact out].
  - destruct inside as [e|inside]; [contradiction|]. rewrite IH; [ring|exact rest|exact inside].
Qed.

Lemma delta_same : forall i, delta i i = 1.
Proof. intro i; unfold delta; destruct (Nat.eq_dec i i); [reflexivity|contradiction]. Qed.

Lemma delta_sym : forall i j, delta i j = delta j i.
Proof.
  intros i j; unfold delta; destruct (Nat.eq_dec i j), (Nat.eq_dec j i); congruence || reflexivity.
Qed.

Lemma delta_square : forall i j, delta i j * delta i j = delta i j.
Proof. intros i j; unfold delta; destruct (Nat.eq_dec i j); ring. Qed.

Lemma delta_nonneg : forall i j, 0 <= delta i j.
Proof. intros i j; unfold delta; destruct (Nat.eq_dec i j); lra. Qed.

Lemma delta_moves : forall (f : nat -> R) i j, delta i j * f i = delta i j * f j.
Proof. intros f i j; unfold delta; destruct (Nat.eq_dec i j); [subst|]; ring. Qed.

Lemma Sum_exchange : forall l m (f : nat -> nat -> R),
  Sum l (fun i => Sum m (fun j => f i j)) = Sum m (fun j => Sum l (fun i => f i j)).
Proof.
  induction l as [|i l IH]; intros m f; simpl; [rewrite Sum_zero; reflexivity|].
  rewrite IH, <- Sum_plus; reflexivity.
Qed.

Lemma Sum_without : forall l k f, NoDup l -> In k l -> Sum (without k l) f = Sum l f - f k.
Proof.
  unfold without; induction l as [|i l IH]; intros k f once inside; [destruct inside|].
  inversion once as [|a b out rest]; subst; simpl.
  destruct (Nat.eq_dec k i) as [e|ne].
  - subst; rewrite notin_remove; [ring|exact out].
  - destruct inside as [e|inside]; [symmetry in e; contradiction|]. simpl; rewrite IH; auto; ring.
Qed.

Lemma In_without : forall i k l, In i (without k l) -> In i l.
Proof. intros i k l inside; exact (proj1 (in_remove _ _ _ _ inside)). Qed.

Lemma size_without : forall l k, NoDup l -> In k l -> size (without k l) = size l - 1.
Proof.
  intros l k once inside. rewrite <- !Sum_one.
  exact (Sum_without l k (fun _ => 1) once inside).
Qed.

Lemma Sum_nonneg : forall l f, (forall i, In i l -> 0 <= f i) -> 0 <= Sum l f.
Proof.
  induction l as [|i l IH]; intros f each; simpl; [lra|].
  apply Rplus_le_le_0_compat; [apply each; left; reflexivity|].
  apply IH; intros j inside; apply each; right; exact inside.
Qed.

Lemma Sum_pos : forall l f, index_set l -> (forall i, In i l -> 0 < f i) -> 0 < Sum l f.
Proof.
  intros [|i l] f [once some] each; [contradiction some; reflexivity|simpl].
  apply Rplus_lt_le_0_compat; [apply each; left; reflexivity|].
  apply Sum_nonneg; intros j inside; apply Rlt_le, each; right; exact inside.
Qed.

Lemma Sum_opposite : forall l f, Sum l (fun i => - f i) = - Sum l f.
Proof. induction l as [|i l IH]; intros f; simpl; [ring|rewrite IH; ring]. Qed.

Lemma Sum_neg : forall l f, index_set l -> (forall i, In i l -> f i < 0) -> Sum l f < 0.
Proof.
  intros l f set each. assert (positive : 0 < Sum l (fun i => - f i)).
  { apply Sum_pos; [exact set|]. intros i inside; specialize (each i inside); lra. }
  rewrite Sum_opposite in positive; lra.
Qed.

Lemma Sum_nonpos : forall l f, (forall i, In i l -> f i <= 0) -> Sum l f <= 0.
Proof.
  intros l f each. assert (above : 0 <= Sum l (fun i => - f i)).
  { apply Sum_nonneg; intros i inside; specialize (each i inside); lra. }
  rewrite Sum_opposite in above; lra.
Qed.

Lemma Sum_zeros : forall l f, (forall i, In i l -> f i = 0) -> Sum l f = 0.
Proof. intros l f each; rewrite (Sum_ext l f (fun _ => 0) each); apply Sum_zero. Qed.

(** The inequality of Cauchy and Schwarz. *)
Lemma Cauchy : forall l a b c,
  (forall i, In i l -> 0 <= a i) -> (forall i, In i l -> 0 <= b i) ->
  (forall i, In i l -> a i * b i = c i * c i) ->
  0 <= Sum l a * Sum l b - Sum l c * Sum l c.
Proof.
  induction l as [|i l IH]; intros a b c above_a above_b same; simpl; [lra|].
  assert (all_a : 0 <= Sum l a) by (apply Sum_nonneg; intros; apply above_a; right; assumption).
  assert (all_b : 0 <= Sum l b) by (apply Sum_nonneg; intros; apply above_b; right; assumption).
  assert (rest : 0 <= Sum l a * Sum l b - Sum l c * Sum l c)
    by (apply IH; intros; [apply above_a|apply above_b|apply same]; right; assumption).
  specialize (above_a i (or_introl eq_refl)); specialize (above_b i (or_introl eq_refl)).
  specialize (same i (or_introl eq_refl)).
  assert (crossed : 2 * (c i * Sum l c) <= a i * Sum l b + b i * Sum l a).
  { apply Rsqr_incr_0_var; unfold Rsqr; [|nra].
    pose proof (Rle_0_sqr (a i * Sum l b - b i * Sum l a)) as square; unfold Rsqr in square.
    assert (c i * c i * (Sum l c * Sum l c) <= c i * c i * (Sum l a * Sum l b))
      by (apply Rmult_le_compat_l; [nra|lra]).
    rewrite <- same in *. nra. }
  nra.
Qed.

Lemma size_pos : forall l, index_set l -> 0 < size l.
Proof. intros l set; rewrite <- Sum_one; apply Sum_pos; [exact set|intros; lra]. Qed.

Lemma size_ge_1 : forall l, index_set l -> 1 <= size l.
Proof.
  intros [|i l] [once some]; [contradiction some; reflexivity|].
  unfold size; change (length (i :: l)) with (S (length l)); rewrite S_INR.
  pose proof (pos_INR (length l)); lra.
Qed.

Lemma size_without_nonneg : forall k l, 0 <= size (without k l).
Proof. intros; apply pos_INR. Qed.
