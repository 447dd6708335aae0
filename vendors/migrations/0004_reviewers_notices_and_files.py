"""Several reviewers, notices and colleagues, files read in steps."""

from django.conf import settings
from django.db import migrations, models
import django.db.models.deletion
import django.utils.timezone
import governance.core.ids
import governance.core.migration_operations
import simple_history.models


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('vendors', '0003_deadlines_and_attestations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='assessmentanswer',
            name='answered_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='answered'),
        ),
        migrations.AddField(
            model_name='historicalassessmentanswer',
            name='answered_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='answered'),
        ),
        migrations.AddField(
            model_name='historicalinvitation',
            name='assessment',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, help_text='Where a respondent invited them; empty: we did.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='vendors.assessment', verbose_name='invited from'),
        ),
        migrations.AddField(
            model_name='historicalinvitation',
            name='is_confirmed',
            field=models.BooleanField(default=True, editable=False, help_text='Until it is, the link does not work and is not sent.', verbose_name='confirmed'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='assessment',
            field=models.ForeignKey(blank=True, editable=False, help_text='Where a respondent invited them; empty: we did.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vendors.assessment', verbose_name='invited from'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='is_confirmed',
            field=models.BooleanField(default=True, editable=False, help_text='Until it is, the link does not work and is not sent.', verbose_name='confirmed'),
        ),
        migrations.AlterField(
            model_name='assessment',
            name='owner',
            field=models.ForeignKey(blank=True, help_text='Answers for the assessment, and looks through the answers with the other reviewers.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='owned_assessments', to=settings.AUTH_USER_MODEL, verbose_name='lead reviewer'),
        ),
        migrations.AlterField(
            model_name='evidence',
            name='expires_on',
            field=models.DateField(blank=True, help_text='The first day (UTC) on which it shows nothing any more.', null=True, verbose_name='valid until'),
        ),
        migrations.AlterField(
            model_name='historicalassessment',
            name='owner',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='Answers for the assessment, and looks through the answers with the other reviewers.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='lead reviewer'),
        ),
        migrations.AlterField(
            model_name='historicalevidence',
            name='expires_on',
            field=models.DateField(blank=True, help_text='The first day (UTC) on which it shows nothing any more.', null=True, verbose_name='valid until'),
        ),
        governance.core.migration_operations.CreateTogether(operations=[
            migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=governance.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('side', models.CharField(choices=[('us', 'reviewer'), ('vendor', 'vendor')], max_length=8, verbose_name='told as')),
                ('kind', models.CharField(choices=[('sent', 'Questions to answer'), ('question', 'Questions about your answers'), ('message', 'A new message'), ('accepted', 'Your answers are accepted'), ('rejected', 'Your answers were not accepted'), ('withdrawn', 'Nothing to answer any more'), ('due_moved', 'Another due date'), ('due', 'Answers are due soon'), ('overdue', 'Answers are overdue'), ('section', 'A section was given to you'), ('file_refused', 'A file was refused'), ('handed_in', 'Answers were handed in'), ('answered', 'Your questions were answered'), ('colleague_waits', 'An invitation waits for you'), ('colleague_declined', 'An invitation was not confirmed')], max_length=24, verbose_name='kind')),
                ('key', models.CharField(editable=False, max_length=160)),
                ('section_key', models.CharField(blank=True, max_length=80, verbose_name='section')),
                ('place', models.PositiveSmallIntegerField(null=True, verbose_name='place')),
                ('about', models.CharField(blank=True, max_length=300, verbose_name='about')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='when')),
                ('read_at', models.DateTimeField(editable=False, null=True, verbose_name='read')),
                ('mail_at', models.DateTimeField(editable=False, null=True)),
                ('mail_attempts', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('mailed_at', models.DateTimeField(editable=False, null=True)),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='vendors.assessment', verbose_name='assessment')),
                ('part', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='vendors.assessmentpart', verbose_name='questionnaire')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='for')),
            ],
            options={
                'verbose_name': 'notice',
                'verbose_name_plural': 'notices',
                'ordering': ('-id',),
                'default_permissions': (),
                'indexes': [models.Index(condition=models.Q(('mail_at__isnull', False)), fields=['mail_at'], name='notices_to_mail'), models.Index(condition=models.Q(('read_at__isnull', True)), fields=['recipient', 'assessment'], name='notices_unread')],
                'constraints': [models.UniqueConstraint(fields=('recipient', 'key'), name='told_once')],
            },
        ),
            migrations.CreateModel(
                name='SheetLayout',
                fields=[
                    ('id', models.UUIDField(default=governance.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                    ('title', models.CharField(help_text='What files of this layout are called.', max_length=200, verbose_name='title')),
                    ('framework', models.CharField(blank=True, max_length=80, verbose_name='published as')),
                    ('version', models.CharField(blank=True, help_text='Proposed for the next file; it can be changed.', max_length=40, verbose_name='version')),
                    ('headings', models.JSONField(default=list, editable=False, verbose_name='headings')),
                    ('mapping', models.JSONField(default=dict, editable=False, verbose_name='columns')),
                    ('fingerprint', models.CharField(editable=False, max_length=71, unique=True)),
                ],
                options={
                    'verbose_name': 'layout of a sheet',
                    'verbose_name_plural': 'layouts of sheets',
                    'ordering': ('title',),
                    'abstract': False,
                    'default_permissions': ('view', 'add', 'change', 'delete', 'grant', 'export', 'import'),
                },
            ),
            migrations.CreateModel(
                name='QuestionnaireFile',
                fields=[
                    ('id', models.UUIDField(default=governance.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(max_length=100)),
                    ('file_name', models.CharField(max_length=200, verbose_name='file')),
                    ('sha256', models.CharField(max_length=64)),
                    ('size_bytes', models.BigIntegerField()),
                    ('stored_file', models.CharField(max_length=200)),
                    ('mapping', models.JSONField(default=dict)),
                    ('details', models.JSONField(default=dict)),
                    ('created_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='uploaded')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'uploaded questionnaire',
                    'verbose_name_plural': 'uploaded questionnaires',
                    'ordering': ('-id',),
                    'default_permissions': (),
                },
            ),
            migrations.CreateModel(
                name='HistoricalSheetLayout',
                fields=[
                    ('history_channel', models.CharField(choices=[('admin', 'admin'), ('api', 'API'), ('web', 'web page'), ('portal', 'vendor portal'), ('import', 'import'), ('job', 'background job'), ('command', 'command line'), ('migration', 'migration')], default='command', editable=False, max_length=16)),
                    ('history_request_id', models.CharField(blank=True, default='', editable=False, max_length=64)),
                    ('id', models.UUIDField(db_index=True, default=governance.core.ids.new_id, editable=False)),
                    ('created_at', models.DateTimeField(blank=True, editable=False, verbose_name='created')),
                    ('updated_at', models.DateTimeField(blank=True, editable=False, verbose_name='changed')),
                    ('title', models.CharField(help_text='What files of this layout are called.', max_length=200, verbose_name='title')),
                    ('framework', models.CharField(blank=True, max_length=80, verbose_name='published as')),
                    ('version', models.CharField(blank=True, help_text='Proposed for the next file; it can be changed.', max_length=40, verbose_name='version')),
                    ('headings', models.JSONField(default=list, editable=False, verbose_name='headings')),
                    ('mapping', models.JSONField(default=dict, editable=False, verbose_name='columns')),
                    ('fingerprint', models.CharField(db_index=True, editable=False, max_length=71)),
                    ('history_id', models.UUIDField(default=governance.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField()),
                    ('history_change_reason', models.TextField(null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical layout of a sheet',
                    'verbose_name_plural': 'historical layouts of sheets',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                    'indexes': [models.Index(fields=['history_date', 'id'], name='vendors_his_history_263bcc_idx')],
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='SheetLayoutGrant',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('granted_at', models.DateTimeField(auto_now_add=True)),
                    ('expires_at', models.DateTimeField(blank=True, null=True)),
                    ('reason', models.TextField(blank=True, default='')),
                    ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='object_grants', to='vendors.sheetlayout')),
                    ('granted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'abstract': False,
                    'default_permissions': (),
                    'unique_together': {('user', 'permission', 'content_object')},
                },
            ),
            migrations.CreateModel(
                name='AssessmentReviewer',
                fields=[
                    ('id', models.UUIDField(default=governance.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                    ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviewers', to='vendors.assessment', verbose_name='assessment')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviewed_assessments', to=settings.AUTH_USER_MODEL, verbose_name='reviewer')),
                ],
                options={
                    'verbose_name': 'reviewer',
                    'verbose_name_plural': 'reviewers',
                    'ordering': ('id',),
                    'abstract': False,
                    'default_permissions': ('view', 'add', 'change', 'delete', 'grant', 'export', 'import'),
                    'constraints': [models.UniqueConstraint(fields=('assessment', 'user'), name='one_seat_per_reviewer')],
                },
            ),
            migrations.CreateModel(
                name='HistoricalAssessmentReviewer',
                fields=[
                    ('history_channel', models.CharField(choices=[('admin', 'admin'), ('api', 'API'), ('web', 'web page'), ('portal', 'vendor portal'), ('import', 'import'), ('job', 'background job'), ('command', 'command line'), ('migration', 'migration')], default='command', editable=False, max_length=16)),
                    ('history_request_id', models.CharField(blank=True, default='', editable=False, max_length=64)),
                    ('id', models.UUIDField(db_index=True, default=governance.core.ids.new_id, editable=False)),
                    ('created_at', models.DateTimeField(blank=True, editable=False, verbose_name='created')),
                    ('updated_at', models.DateTimeField(blank=True, editable=False, verbose_name='changed')),
                    ('history_id', models.UUIDField(default=governance.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField()),
                    ('history_change_reason', models.TextField(null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('assessment', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='vendors.assessment', verbose_name='assessment')),
                    ('history_user', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('user', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reviewer')),
                ],
                options={
                    'verbose_name': 'historical reviewer',
                    'verbose_name_plural': 'historical reviewers',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                    'indexes': [models.Index(fields=['history_date', 'id'], name='vendors_his_history_e97921_idx')],
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='AssessmentReviewerGrant',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('granted_at', models.DateTimeField(auto_now_add=True)),
                    ('expires_at', models.DateTimeField(blank=True, null=True)),
                    ('reason', models.TextField(blank=True, default='')),
                    ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='object_grants', to='vendors.assessmentreviewer')),
                    ('granted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'abstract': False,
                    'default_permissions': (),
                    'unique_together': {('user', 'permission', 'content_object')},
                },
            ),
        ]),
    ]
